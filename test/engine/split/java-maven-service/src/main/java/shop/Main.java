package shop;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

public final class Main {
    record Item(String name, int price) {}

    public static void main(String[] arguments) throws IOException {
        var gson = new Gson();
        Item[] items;
        try (var reader = new InputStreamReader(Main.class.getResourceAsStream("/items.json"), StandardCharsets.UTF_8)) {
            items = gson.fromJson(reader, Item[].class);
        }
        var server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/health", exchange -> answer(exchange, "ok"));
        server.createContext("/items", exchange -> answer(exchange, gson.toJson(Map.of("items", List.of(items)))));
        server.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
