// The little of HTTP/1.1 that a service in front of a model needs: one request at a time, a body of at most a megabyte.
#pragma once

#include <functional>
#include <string>

struct Request {
  std::string method;
  std::string path;
  std::string body;
};

struct Response {
  int status = 200;
  std::string body;
};

/** Answers requests on the port until the process ends; false where the port cannot be had. */
bool serve(int port, const std::function<Response(const Request&)>& answer);

/** Status of a GET on this machine; 0 where nobody answers. */
int statusOf(int port, const std::string& path);
