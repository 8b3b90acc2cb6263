#include "http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace {

constexpr std::size_t most = 1 << 20;

sockaddr_in addressOf(int port, in_addr_t host) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(host);
  return address;
}

void setDeadline(int connection) {
  const timeval deadline{5, 0};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
}

bool readMore(int connection, std::string& text) {
  char piece[4096];
  const ssize_t count = recv(connection, piece, sizeof piece, 0);
  if (count <= 0) return false;
  text.append(piece, static_cast<std::size_t>(count));
  return text.size() <= most;
}

void writeAll(int connection, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = send(connection, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (count <= 0) return;
    done += static_cast<std::size_t>(count);
  }
}

std::size_t lengthIn(std::string head) {
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char each) { return std::tolower(each); });
  const std::size_t at = head.find("\r\ncontent-length:");
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 17, nullptr, 10);
}

std::optional<Request> readRequest(int connection) {
  std::string text;
  std::size_t end = std::string::npos;
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    if (!readMore(connection, text)) return std::nullopt;
  }
  const std::size_t whole = end + 4 + lengthIn(text.substr(0, end));
  if (whole > most) return std::nullopt;
  while (text.size() < whole) {
    if (!readMore(connection, text)) return std::nullopt;
  }
  const std::size_t method = text.find(' ');
  const std::size_t path = text.find(' ', method + 1);
  if (method == std::string::npos || path == std::string::npos || path > end) return std::nullopt;
  return Request{text.substr(0, method), text.substr(method + 1, path - method - 1), text.substr(end + 4, whole - end - 4)};
}

}  // namespace

bool serve(int port, const std::function<Response(const Request&)>& answer) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = addressOf(port, INADDR_ANY);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return false;
  if (listen(listener, 64) != 0) return false;
  for (;;) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) continue;
    setDeadline(connection);
    if (const auto request = readRequest(connection)) {
      const Response response = answer(*request);
      writeAll(connection, "HTTP/1.1 " + std::to_string(response.status) + (response.status == 200 ? " OK" : " Error") +
                               "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: " +
                               std::to_string(response.body.size()) + "\r\n\r\n" + response.body);
    }
    close(connection);
  }
}

int statusOf(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  setDeadline(connection);
  const sockaddr_in address = addressOf(port, INADDR_LOOPBACK);
  std::string text;
  if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    writeAll(connection, "GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n");
    while (text.size() < 12 && readMore(connection, text)) continue;
  }
  close(connection);
  return text.rfind("HTTP/1.1 ", 0) == 0 ? std::atoi(text.c_str() + 9) : 0;
}
