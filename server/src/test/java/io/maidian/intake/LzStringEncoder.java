package io.maidian.intake;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** LZ-String's compressor, after its description: what the reference writes, bit for bit. */
final class LzStringEncoder {
    private static final int END = 2;

    private final BitSet bits = new BitSet();
    private final Map<String, Integer> codes = new HashMap<>();
    private final Set<String> unwritten = new HashSet<>();
    private int count;
    private int width = 2;
    private int untilWider = 2;

    LzStringEncoder(String plain) {
        String run = "";
        for (int i = 0; i < plain.length(); i++) {
            String unit = plain.substring(i, i + 1);
            if (!codes.containsKey(unit)) {
                codes.put(unit, codes.size() + END + 1);
                unwritten.add(unit);
            }
            String longer = run + unit;
            if (codes.containsKey(longer)) {
                run = longer;
            } else {
                write(run);
                codes.put(longer, codes.size() + END + 1);
                run = unit;
            }
        }
        if (!run.isEmpty()) {
            write(run);
        }
        write(END, width);
    }

    /** The form of {@code compressToUint8Array}, which fills units of 16 bits. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at <= count; at += 16) {
            bytes.write(unit(at, 8));
            bytes.write(unit(at + 8, 8));
        }
        return bytes.toByteArray();
    }

    /** The form of {@code compressToUTF16}. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at <= count; at += 15) {
            text.append((char) (unit(at, 15) + 32));
        }
        return text.append(' ').toString();
    }

    private void write(String run) {
        if (unwritten.remove(run)) {
            char unit = run.charAt(0);
            write(unit < 256 ? 0 : 1, width);
            write(unit, unit < 256 ? 8 : 16);
            written();
        } else {
            write(Objects.requireNonNull(codes.get(run)), width);
        }
        written();
    }

    private void written() {
        if (--untilWider == 0) {
            untilWider = 1 << width++;
        }
    }

    /** The lowest bit first. */
    private void write(int value, int bitCount) {
        for (int i = 0; i < bitCount; i++) {
            bits.set(count++, ((value >> i) & 1) == 1);
        }
    }

    private int unit(int at, int bitCount) {
        int unit = 0;
        for (int i = 0; i < bitCount; i++) {
            unit = (unit << 1) | (bits.get(at + i) ? 1 : 0);
        }
        return unit;
    }
}
