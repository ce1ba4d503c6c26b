package io.maidian.config;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses, as {@code 10.0.0.0/8} or a single address. Immutable.
 *
 * @param first an address of it
 * @param bits how many of the first bits all of its addresses share
 */
public record Network(InetAddress first, int bits) {
    /** From text, or null where it is none; host names are none. */
    static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int all = first.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > all ? null : new Network(first, bits);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether the address lies in it. */
    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((mine[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }
}
