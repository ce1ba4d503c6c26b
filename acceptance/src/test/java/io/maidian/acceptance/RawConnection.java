package io.maidian.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * HTTP/1.1 over a bare socket: exactly the bytes that a test wants on the wire, never sent twice.
 * For one thread.
 */
final class RawConnection implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private final Socket socket = new Socket();
    private final InputStream in;

    RawConnection(URI address) throws IOException {
        socket.connect(
                new InetSocketAddress(address.getHost(), address.getPort()),
                (int) ANSWER_LIMIT.toMillis());
        socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * One answer as it came.
     *
     * @param headers by lower-case name
     */
    record RawAnswer(int status, Map<String, String> headers, String text) {
        JsonNode json() {
            return Api.JSON.readTree(text);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void write(String head) throws IOException {
        write(head.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a whole POST. */
    void post(String path, byte[] body) throws IOException {
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, body.length);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head.getBytes(StandardCharsets.US_ASCII));
        all.write(body);
        write(all.toByteArray());
    }

    /**
     * Reads an answer.
     *
     * @throws EOFException if the connection ends before the answer does
     */
    RawAnswer read() throws IOException {
        return read(true);
    }

    /** Reads an answer to HEAD, which has no body whatever its headers say. */
    RawAnswer readHead() throws IOException {
        return read(false);
    }

    /** All that comes until the server closes. */
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private RawAnswer read(boolean withBody) throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status[1]);
        boolean bodiless = !withBody || code < 200 || code == 204 || code == 304;
        String text = bodiless ? "" : new String(body(headers), StandardCharsets.UTF_8);
        return new RawAnswer(code, headers, text);
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return exactly(Integer.parseInt(length));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16);
                size > 0;
                size = Integer.parseInt(line(), 16)) {
            body.write(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer's body ended early");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException(
                        "the connection ended: " + line.toString(StandardCharsets.UTF_8));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
