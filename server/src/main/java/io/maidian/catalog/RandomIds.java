package io.maidian.catalog;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids that nobody can guess and that never meet: 16 hex digits, as GrowingIO's project ids are. */
final class RandomIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomIds() {}

    static String next() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
