package io.maidian.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text (RFC 7468), in their order; text between them is left alone. */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private PemFile() {}

    /**
     * One block.
     *
     * @param type what stands after BEGIN
     * @param content as it stands there, in base64
     */
    record Block(String type, String content) {
        /** The bytes in it; an IllegalArgumentException where they are not base64. */
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(content.strip());
        }
    }

    static List<Block> blocks(byte[] file) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }
}
