package io.maidian.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The console's page and its assets, from the jar. {@code GET /} is also the probe of GrowingIO's
 * SDKs: it answers exactly 200, at once, without redirect or sign-in. Assets bear a hash in their
 * names and may be cached for ever.
 */
final class ConsoleFiles {
    private static final String ROOT = "/console";
    private static final Pattern ASSET_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon",
                    "woff2", "font/woff2",
                    "json", "application/json; charset=utf-8");

    private final ConcurrentHashMap<String, FileContent> loaded = new ConcurrentHashMap<>();
    private final FileContent page;

    /**
     * @throws IllegalStateException if the console was not built into the jar
     */
    ConsoleFiles() {
        FileContent index = load("/index.html");
        if (index == null) {
            throw new IllegalStateException(
                    "the console is not in the jar: build it with ./run or npm --prefix console run build");
        }
        page = index;
    }

    void page(Exchange exchange) {
        exchange.request().response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        send(exchange, page);
    }

    void asset(Exchange exchange) {
        String name = exchange.pathValue("name");
        FileContent content =
                ASSET_NAME.matcher(name).matches() ? content("/assets/" + name) : null;
        if (content == null) {
            throw new ApiProblem(ApiError.NOT_FOUND);
        }
        exchange.request()
                .response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
        send(exchange, content);
    }

    void icon(Exchange exchange) {
        FileContent content = content("/favicon.svg");
        if (content == null) {
            throw new ApiProblem(ApiError.NOT_FOUND);
        }
        send(exchange, content);
    }

    private @Nullable FileContent content(String path) {
        // Only files that exist are kept, so a caller cannot fill the map.
        return loaded.computeIfAbsent(path, ConsoleFiles::load);
    }

    private static void send(Exchange exchange, FileContent content) {
        HttpServerResponse response = exchange.request().response();
        response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String accepted = exchange.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains("gzip")) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            exchange.answer(200, content.type, content.gzip);
        } else {
            exchange.answer(200, content.type, content.plain);
        }
    }

    private static @Nullable FileContent load(String path) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(ROOT + path)) {
            if (in == null) {
                return null;
            }
            byte[] plain = in.readAllBytes();
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(plain);
            }
            String extension = path.substring(path.lastIndexOf('.') + 1);
            return new FileContent(
                    TYPES.getOrDefault(extension, "application/octet-stream"),
                    Buffer.buffer(plain),
                    Buffer.buffer(zipped.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record FileContent(String type, Buffer plain, Buffer gzip) {}
}
