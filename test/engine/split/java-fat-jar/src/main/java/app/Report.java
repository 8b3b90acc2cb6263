package app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.text.StringSubstitutor;

public final class Report {
    public static void main(String[] arguments) throws IOException {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(arguments[0].substring("--config=".length())))) {
            settings.load(reader);
        }
        var text = StringSubstitutor.replace(settings.getProperty("template"), Map.of("name", settings.getProperty("name")));
        System.out.println(text);
    }
}
