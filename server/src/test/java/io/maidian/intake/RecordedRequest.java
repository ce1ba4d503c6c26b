package io.maidian.intake;

import io.maidian.intake.UploadRequest.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A request that an official SDK really sent, of those that the black-box tests replay. */
record RecordedRequest(String path, Map<String, String> headers, ByteBuffer body) {
    private static final Path FOLDER =
            Path.of("..", "acceptance", "src", "test", "resources", "requests");

    static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RecordedRequest read(String file) {
        byte[] raw = bytes(file);
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return new RecordedRequest(
                lines[0].split(" ")[1],
                headers,
                ByteBuffer.wrap(raw, end + 4, raw.length - end - 4));
    }

    UploadRequest upload() {
        String stm = path.substring(path.indexOf("stm=") + 4);
        Codecs codecs =
                new Codecs(
                        headers.get("content-encoding"),
                        headers.get("x-encode-codec"),
                        headers.get("x-crypt-codec"),
                        headers.get("x-compress-codec"));
        return new UploadRequest(IntakeFixture.AI, stm, codecs, body);
    }
}
