package io.maidian.intake;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** The other direction of every codec. */
final class Encoders {
    private Encoders() {}

    static byte[] gzip(byte[] plain) {
        return written(plain, GZIPOutputStream::new);
    }

    static byte[] zlib(byte[] plain) {
        return written(plain, DeflaterOutputStream::new);
    }

    static byte[] rawDeflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            return written(plain, out -> new DeflaterOutputStream(out, deflater));
        } finally {
            deflater.end();
        }
    }

    static byte[] zstd(byte[] plain) {
        return compressed(new ZstdJavaCompressor(), plain);
    }

    static byte[] base64(byte[] plain) {
        return Base64.getEncoder().encode(plain);
    }

    static byte[] xor(byte[] plain, long stm) {
        byte[] encrypted = plain.clone();
        for (int i = 0; i < encrypted.length; i++) {
            encrypted[i] = (byte) (encrypted[i] ^ (int) (stm & 0xff));
        }
        return encrypted;
    }

    static byte[] snappy(byte[] plain) {
        return compressed(new SnappyJavaCompressor(), plain);
    }

    static byte[] lz4(byte[] plain) {
        return compressed(new Lz4JavaCompressor(), plain);
    }

    /** {@code compressToUint8Array}. */
    static byte[] lzBytes(byte[] plain) {
        return new LzStringEncoder(text(plain)).bytes();
    }

    /** {@code compressToUTF16}, in UTF-8. */
    static byte[] lzText(byte[] plain) {
        return new LzStringEncoder(text(plain)).text().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] plain) {
        return new String(plain, StandardCharsets.UTF_8);
    }

    private static byte[] compressed(Compressor compressor, byte[] plain) {
        byte[] out = new byte[compressor.maxCompressedLength(plain.length)];
        return Arrays.copyOf(out, compressor.compress(plain, 0, plain.length, out, 0, out.length));
    }

    private static byte[] written(byte[] plain, Wrapping wrapping) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = wrapping.around(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Wrapping {
        OutputStream around(OutputStream out) throws IOException;
    }
}
