package io.maidian.event;

/**
 * The id of one upload, made from its place in the log so that it needs no index of its own. Shown
 * as 26 characters of Crockford's base 32, sortable by received time: 48 bits of received time in
 * ms, 64 bits of the group's log position, 16 bits of the upload's ordinal in the group (the shape
 * of a ULID).
 *
 * @param receivedMillis when the upload was received, ms since 1970, 0 to 2^48-1
 * @param position offset of the group in the log, >= 0
 * @param ordinal the upload's place in its group, 0 to 65535
 */
public record RequestId(long receivedMillis, long position, int ordinal) {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;

    public RequestId {
        if (receivedMillis < 0 || receivedMillis >>> 48 != 0) {
            throw new IllegalArgumentException("receivedMillis out of 48 bits: " + receivedMillis);
        }
        if (position < 0) {
            throw new IllegalArgumentException("negative position: " + position);
        }
        if (ordinal < 0 || ordinal > 0xffff) {
            throw new IllegalArgumentException("ordinal out of 16 bits: " + ordinal);
        }
    }

    /**
     * Reads the 26-character form.
     *
     * @throws IllegalArgumentException if the text is not one
     */
    public static RequestId parse(String text) {
        if (text.length() != LENGTH || text.charAt(0) > '7') {
            throw new IllegalArgumentException("not a request id: " + text);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("not a request id: " + text);
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | digit;
        }
        return new RequestId(high >>> 16, (high & 0xffff) << 48 | low >>> 16, (int) (low & 0xffff));
    }

    private static int digit(char c) {
        for (int i = 0; i < DIGITS.length; i++) {
            if (DIGITS[i] == c) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        long high = receivedMillis << 16 | position >>> 48;
        long low = position << 16 | ordinal;
        char[] out = new char[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            out[i] = DIGITS[(int) (low & 31)];
            low = low >>> 5 | high << 59;
            high >>>= 5;
        }
        return new String(out);
    }
}
