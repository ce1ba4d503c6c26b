package io.maidian.tls;

import io.maidian.ops.Clock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that can be served: its key fits it, and it was valid when it was read. Immutable.
 *
 * @param chain the server's own, then those that lead to its root, as the file has them
 * @param names host names in lower case, such as {@code a.example.com} and {@code *.example.com}
 */
record ServerCertificate(PrivateKey key, List<X509Certificate> chain, List<String> names) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final int DNS_NAME = 2;
    private static final String PSS = "RSASSA-PSS";

    ServerCertificate {
        chain = List.copyOf(chain);
        names = List.copyOf(names);
    }

    /**
     * Reads and checks one.
     *
     * @param certificate the content of {@link KeyFiles#certificate}
     * @param key the content of {@link KeyFiles#key}
     * @throws InvalidCertificateException where it cannot be served
     */
    static ServerCertificate read(KeyFiles files, byte[] certificate, byte[] key, Clock clock)
            throws InvalidCertificateException {
        List<X509Certificate> chain = chain(files.certificate(), certificate);
        X509Certificate own = chain.getFirst();
        PrivateKey privateKey = key(files.key(), key);
        if (!fit(privateKey, own.getPublicKey())) {
            throw new InvalidCertificateException(
                    files.key()
                            + " is not the key of the first certificate in "
                            + files.certificate()
                            + ": the server's own certificate comes first, those that lead to its"
                            + " root after it");
        }
        checkDates(files.certificate(), own, clock);
        List<String> names = names(own);
        if (chain.size() == 1
                && !own.getIssuerX500Principal().equals(own.getSubjectX500Principal())) {
            LOG.warn(
                    "{} holds no certificate beside the server's own: clients refuse it unless {} is"
                            + " a root that they trust. The file that is needed is often called"
                            + " fullchain.pem.",
                    files.certificate(),
                    own.getIssuerX500Principal());
        }
        return new ServerCertificate(privateKey, chain, names);
    }

    private static List<X509Certificate> chain(Path file, byte[] content)
            throws InvalidCertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemFile.Block block : PemFile.blocks(content)) {
                if (block.type().equals("CERTIFICATE")) {
                    chain.add(
                            (X509Certificate)
                                    factory.generateCertificate(
                                            new ByteArrayInputStream(block.bytes())));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new InvalidCertificateException(
                    file + " holds a certificate that cannot be read: " + oneLine(e));
        }
        if (chain.isEmpty()) {
            throw new InvalidCertificateException(
                    file + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return chain;
    }

    private static PrivateKey key(Path file, byte[] content) throws InvalidCertificateException {
        List<PemFile.Block> blocks = PemFile.blocks(content);
        if (new String(content, StandardCharsets.ISO_8859_1).contains("ENCRYPTED")) {
            throw new InvalidCertificateException(
                    file
                            + " holds a key that is encrypted: write it without a password (openssl"
                            + " pkey -in FILE -out NEW), readable by this user only");
        }
        PrivateKey key = PrivateKeys.read(blocks);
        if (key == null) {
            throw new InvalidCertificateException(
                    file
                            + " holds no private key that can be read: PEM with PRIVATE KEY"
                            + " (PKCS #8), RSA PRIVATE KEY or EC PRIVATE KEY is expected");
        }
        return key;
    }

    private static boolean fit(PrivateKey key, PublicKey certified) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (key.getAlgorithm().equals(PSS)) {
                signature.setParameter(pss(key));
            }
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // The algorithms differ, so the keys do.
            return false;
        }
    }

    /** What the key is bound to, else what TLS 1.3 uses most. */
    private static AlgorithmParameterSpec pss(PrivateKey key) {
        AlgorithmParameterSpec bound = key instanceof RSAKey rsa ? rsa.getParams() : null;
        return bound != null
                ? bound
                : new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    }

    private static void checkDates(Path file, X509Certificate own, Clock clock)
            throws InvalidCertificateException {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant from = own.getNotBefore().toInstant();
        Instant until = own.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            throw new InvalidCertificateException(
                    file + " holds a certificate that expired at " + until + ": renew it");
        }
        if (now.isBefore(from)) {
            throw new InvalidCertificateException(
                    file
                            + " holds a certificate that is not valid before "
                            + from
                            + ": wait, or set this machine's clock right");
        }
    }

    private static List<String> names(X509Certificate own) {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = null;
        try {
            alternatives = own.getSubjectAlternativeNames();
        } catch (CertificateException e) {
            LOG.warn("the names of a certificate cannot be read: {}", oneLine(e));
        }
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0).equals(DNS_NAME)) {
                    names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    /** When it ends. */
    Instant expiry() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** Its names, or what it says of its owner where it has none. */
    String label() {
        return names.isEmpty()
                ? chain.getFirst().getSubjectX500Principal().getName()
                : String.join(", ", names);
    }

    /** Whether it is made for this host, named in lower case. */
    boolean isFor(String host) {
        int dot = host.indexOf('.');
        String any = dot < 0 ? null : "*" + host.substring(dot);
        return names.contains(host) || (any != null && names.contains(any));
    }

    /**
     * Whether it is the other one itself, or made for one of its hosts, with a key of another kind.
     */
    boolean sharesNameWith(ServerCertificate other) {
        return equals(other) || names.stream().anyMatch(other.names()::contains);
    }

    /** A host name that a browser can be sent to, or null where it has none. */
    @Nullable String hostName() {
        return names.stream().filter(name -> !name.startsWith("*")).findFirst().orElse(null);
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
}
