package io.maidian.acceptance;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A way to encode an upload's body.
 *
 * @param header the header that says it
 * @param value what the header says; empty where it is left out
 */
record Encoding(String name, String header, String value, UnaryOperator<byte[]> encode) {
    private static final String CONTENT = "Content-Encoding";
    private static final String COMPRESS = "X-Compress-Codec";

    static final Encoding GZIP = new Encoding("gzip", CONTENT, "gzip", Encoding::gzip);
    static final Encoding ZSTD =
            new Encoding("zstd", CONTENT, "zstd", b -> compressed(new ZstdJavaCompressor(), b));
    static final Encoding BASE64 =
            new Encoding("base64", "X-Encode-Codec", "1", Base64.getEncoder()::encode);
    static final Encoding SNAPPY =
            new Encoding("snappy", COMPRESS, "2", b -> compressed(new SnappyJavaCompressor(), b));
    static final Encoding LZ4 =
            new Encoding("LZ4", COMPRESS, "3", b -> compressed(new Lz4JavaCompressor(), b));

    /** All ways to encode the body of HTTP. */
    static final List<Encoding> OF_HTTP =
            List.of(
                    none(CONTENT),
                    new Encoding("identity", CONTENT, "identity", b -> b),
                    GZIP,
                    new Encoding("zlib", CONTENT, "deflate", Encoding::zlib),
                    new Encoding("raw deflate", CONTENT, "deflate", Encoding::rawDeflate),
                    ZSTD,
                    new Encoding("gzip over zlib", CONTENT, "deflate, gzip", b -> gzip(zlib(b))));

    /** All ways to write bytes as text. */
    static final List<Encoding> OF_BYTES = List.of(none(BASE64.header()), BASE64);

    /** Compression of one's own, but for LZ-String, which is for text only. */
    static final List<Encoding> OF_SDKS = List.of(none(COMPRESS), SNAPPY, LZ4);

    /** Leaves the bytes as they are. */
    static Encoding none(String header) {
        return new Encoding("none", header, "", b -> b);
    }

    /** Every byte XOR the sending time. */
    static Encoding xor(long stm) {
        return new Encoding("xor", "X-Crypt-Codec", "1", bytes -> xored(bytes, (byte) stm));
    }

    /** LZ-String of a text that its reference, lz-string 1.5.0, has compressed. */
    static Encoding lzString(String resource) {
        return new Encoding(resource, COMPRESS, "1", _ -> UploadBody.bytes("/codecs/" + resource));
    }

    byte[] apply(byte[] plain) {
        return encode.apply(plain);
    }

    /** The other direction of {@link #SNAPPY}. */
    static byte[] unsnappy(byte[] body) {
        SnappyJavaDecompressor decompressor = new SnappyJavaDecompressor();
        byte[] plain = new byte[decompressor.getUncompressedLength(body, 0)];
        decompressor.decompress(body, 0, body.length, plain, 0, plain.length);
        return plain;
    }

    @Override
    public String toString() {
        return name;
    }

    private static byte[] xored(byte[] plain, byte key) {
        byte[] out = plain.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (out[i] ^ key);
        }
        return out;
    }

    private static byte[] gzip(byte[] plain) {
        return written(plain, GZIPOutputStream::new);
    }

    private static byte[] zlib(byte[] plain) {
        return written(plain, DeflaterOutputStream::new);
    }

    private static byte[] rawDeflate(byte[] plain) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            return written(plain, out -> new DeflaterOutputStream(out, deflater));
        }
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
