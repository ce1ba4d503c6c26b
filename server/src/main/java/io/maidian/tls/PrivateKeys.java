package io.maidian.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key: PKCS #8 as Java takes it, and the older forms of OpenSSL, PKCS #1 for RSA
 * and SEC 1 for elliptic curves, by putting the frame of PKCS #8 around them.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int CURVE = 0xa0;

    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA_ENCRYPTION =
            HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PrivateKeys() {}

    /** The first private key among the blocks, or null where there is none that can be read. */
    static @Nullable PrivateKey read(List<PemFile.Block> blocks) {
        for (PemFile.Block block : blocks) {
            byte[] encoded = pkcs8(block);
            if (encoded != null) {
                return key(encoded);
            }
        }
        return null;
    }

    private static byte @Nullable [] pkcs8(PemFile.Block block) {
        try {
            return switch (block.type()) {
                case "PRIVATE KEY" -> block.bytes();
                case "RSA PRIVATE KEY" -> framed(RSA_ENCRYPTION, block.bytes());
                case "EC PRIVATE KEY" -> ofCurve(block.bytes());
                default -> null;
            };
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return new byte[0];
        }
    }

    private static @Nullable PrivateKey key(byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // It is of another algorithm.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return null;
    }

    /** SEC 1 names its curve inside: {@code SEQUENCE { 1, key, [0] curve, [1] public key }}. */
    private static byte[] ofCurve(byte[] sec1) {
        ByteBuffer all = element(ByteBuffer.wrap(sec1), SEQUENCE);
        element(all, INTEGER);
        element(all, OCTET_STRING);
        ByteBuffer curve = element(all, CURVE);
        byte[] name = new byte[curve.remaining()];
        curve.get(name);
        return framed(der(SEQUENCE, EC_PUBLIC_KEY, name), sec1);
    }

    private static byte[] framed(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, key));
    }

    /** The content of the next element, which must be of this tag. */
    private static ByteBuffer element(ByteBuffer in, int tag) {
        if ((in.get() & 0xff) != tag) {
            throw new IllegalArgumentException("another tag");
        }
        int length = in.get() & 0xff;
        if (length >= 0x80) {
            int bytes = length - 0x80;
            if (bytes > 2) {
                throw new IllegalArgumentException("too long");
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (in.get() & 0xff);
            }
        }
        if (length > in.remaining()) {
            throw new IllegalArgumentException("cut off");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
            out.write(0x80 | bytes);
            for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                out.write(length >> shift);
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
