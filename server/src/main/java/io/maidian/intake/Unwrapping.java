package io.maidian.intake;

import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.Codec.Corrupt;
import io.maidian.intake.Codec.Plain;
import io.maidian.intake.Codec.Result;
import java.util.Arrays;
import java.util.Base64;

/** Undoes the codecs that do not compress: base64 and XOR. Stateless. */
final class Unwrapping {
    private Unwrapping() {}

    /** Base64, standard or for URLs, padded or not, in lines or in one. */
    static Result base64(Decoded body) {
        byte[] from = body.bytes();
        byte[] text = new byte[body.length()];
        int length = 0;
        for (int at = body.offset(); at < body.offset() + body.length(); at++) {
            byte b = from[at];
            switch (b) {
                case ' ', '\t', '\r', '\n' -> {}
                case '-' -> text[length++] = '+';
                case '_' -> text[length++] = '/';
                default -> text[length++] = b;
            }
        }
        try {
            byte[] plain = Base64.getDecoder().decode(Arrays.copyOf(text, length));
            return new Plain(plain, plain.length);
        } catch (IllegalArgumentException e) {
            return new Corrupt();
        }
    }

    /** Every byte XOR the key. Any body can be of it. */
    static Result xor(Decoded body, byte key) {
        byte[] from = body.bytes();
        int offset = body.offset();
        byte[] plain = new byte[body.length()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) (from[offset + i] ^ key);
        }
        return new Plain(plain, plain.length);
    }
}
