package io.maidian.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Values of a query, decoded as the URL standard does a form: {@code +} is a space, and a {@code %}
 * that begins no escape stands for itself. The bytes are left as they came, so that their charset
 * can be found out. Stateless.
 */
final class RawQuery {
    private static final int HEX = 16;

    private RawQuery() {}

    /**
     * The bytes of the first value of this name, or null if there is none.
     *
     * @param query what follows the question mark, of which each character stands for one byte
     */
    static byte @Nullable [] bytes(@Nullable String query, String name) {
        int at = query == null ? -1 : valueOf(query, name);
        return query == null || at < 0 ? null : decode(query, at);
    }

    /** The text of the first value of this name, or null if there is none. */
    static @Nullable String text(@Nullable String query, String name) {
        byte[] bytes = bytes(query, name);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Where the first value of this name begins, or -1. */
    private static int valueOf(String query, String name) {
        int at = 0;
        while (true) {
            int value = at + name.length() + 1;
            if (value <= query.length()
                    && query.charAt(value - 1) == '='
                    && query.regionMatches(true, at, name, 0, name.length())) {
                return value;
            }
            int next = query.indexOf('&', at);
            if (next < 0) {
                return -1;
            }
            at = next + 1;
        }
    }

    private static byte[] decode(String query, int from) {
        int end = query.indexOf('&', from);
        if (end < 0) {
            end = query.length();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - from);
        int at = from;
        while (at < end) {
            char c = query.charAt(at);
            int escaped = c == '%' && at + 2 < end ? escape(query, at + 1) : -1;
            if (escaped >= 0) {
                bytes.write(escaped);
                at += 3;
            } else {
                bytes.write(c == '+' ? ' ' : c);
                at++;
            }
        }
        return bytes.toByteArray();
    }

    /** The byte of two hex digits, or -1 if they are none. */
    private static int escape(String query, int at) {
        int high = Character.digit(query.charAt(at), HEX);
        int low = Character.digit(query.charAt(at + 1), HEX);
        return high < 0 || low < 0 ? -1 : HEX * high + low;
    }
}
