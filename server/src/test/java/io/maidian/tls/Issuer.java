package io.maidian.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One who holds a certificate and issues others, for tests: writes X.509 (RFC 5280) by hand, so
 * that a test needs no program beside Java and no file with a key.
 *
 * @param issuer null for a root
 */
public record Issuer(KeyPair keys, X509Certificate certificate, @Nullable Issuer issuer) {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8 = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    private static final String COMMON_NAME = "0603550403";
    private static final String BASIC_CONSTRAINTS = "0603551d13";
    private static final String ALTERNATIVE_NAMES = "0603551d11";
    private static final String SHA256_WITH_RSA = "300d06092a864886f70d01010b0500";
    private static final String SHA256_WITH_ECDSA = "300a06082a8648ce3d040302";

    /**
     * From when until when.
     *
     * @param from inclusive, in whole seconds
     */
    public record Validity(Instant from, Instant until) {
        /** A day before and after an instant. */
        public static Validity around(Instant instant) {
            return new Validity(instant.minusSeconds(86_400), instant.plusSeconds(86_400));
        }
    }

    public static Issuer root(Validity validity) {
        return issued(null, "Root", "EC", validity);
    }

    /** One below this one, which may issue too. */
    public Issuer intermediate(Validity validity) {
        return issued(this, "Intermediate", "EC", validity);
    }

    /** A server's certificate. */
    public Issuer server(String algorithm, Validity validity, String... hosts) {
        return issued(this, "Server", algorithm, validity, hosts);
    }

    private static Issuer issued(
            @Nullable Issuer issuer,
            String name,
            String algorithm,
            Validity validity,
            String... hosts) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2_048);
            KeyPair keys = generator.generateKeyPair();
            KeyPair signer = issuer == null ? keys : issuer.keys();
            byte[] signing =
                    hex(
                            signer.getPrivate().getAlgorithm().equals("EC")
                                    ? SHA256_WITH_ECDSA
                                    : SHA256_WITH_RSA);
            byte[] own = name(name);
            byte[] body =
                    der(
                            SEQUENCE,
                            der(0xa0, der(INTEGER, new byte[] {2})),
                            der(INTEGER, new BigInteger(64, new Random()).toByteArray()),
                            signing,
                            issuer == null
                                    ? own
                                    : issuer.certificate().getSubjectX500Principal().getEncoded(),
                            der(SEQUENCE, time(validity.from()), time(validity.until())),
                            own,
                            keys.getPublic().getEncoded(),
                            extensions(hosts));
            Signature signature =
                    Signature.getInstance(
                            signer.getPrivate().getAlgorithm().equals("EC")
                                    ? "SHA256withECDSA"
                                    : "SHA256withRSA");
            signature.initSign(signer.getPrivate());
            signature.update(body);
            byte[] signed = concat(new byte[1], signature.sign());
            byte[] all = der(SEQUENCE, body, signing, der(BIT_STRING, signed));
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(all));
            return new Issuer(keys, certificate, issuer);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] name(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return der(SEQUENCE, der(SET, der(SEQUENCE, hex(COMMON_NAME), der(UTF8, text))));
    }

    /** Who has no hosts may issue. */
    private static byte[] extensions(String... hosts) {
        byte[] extension;
        if (hosts.length == 0) {
            byte[] mayIssue = der(SEQUENCE, der(BOOLEAN, new byte[] {-1}));
            extension = der(SEQUENCE, hex(BASIC_CONSTRAINTS), der(OCTET_STRING, mayIssue));
        } else {
            List<byte[]> names = new ArrayList<>();
            for (String host : hosts) {
                names.add(
                        host.equals("127.0.0.1")
                                ? der(0x87, new byte[] {127, 0, 0, 1})
                                : der(0x82, host.getBytes(StandardCharsets.US_ASCII)));
            }
            byte[] all = der(SEQUENCE, names.toArray(byte[][]::new));
            extension = der(SEQUENCE, hex(ALTERNATIVE_NAMES), der(OCTET_STRING, all));
        }
        return der(0xa3, der(SEQUENCE, extension));
    }

    private static byte[] time(Instant instant) {
        String text =
                DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(instant);
        return der(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Its certificate, and those that lead to the root, without the root. */
    public String chainPem() {
        StringBuilder chain = new StringBuilder();
        for (Issuer one = this; one != null && one.issuer() != null; one = one.issuer()) {
            chain.append(one.certificatePem());
        }
        return chain.toString();
    }

    /** Its certificate alone. */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Its key, as PKCS #8. */
    public String keyPem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    static String pem(String type, byte[] content) {
        return "-----BEGIN "
                + type
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END "
                + type
                + "-----\n";
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] der(int tag, byte[]... parts) {
        byte[] content = concat(parts);
        int length = content.length;
        byte[] head =
                length < 0x80
                        ? new byte[] {(byte) tag, (byte) length}
                        : length < 0x100
                                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                                : new byte[] {
                                    (byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length
                                };
        return concat(head, content);
    }
}
