package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A root, one below it, and servers' certificates from that, made by Java's {@code keytool} in a
 * folder of the test's own. For one thread.
 */
final class Certificates {
    static final String PASSWORD = "changeit";

    private final Path folder = Product.newFolder("certificates");
    private final Path store = folder.resolve("all.p12");

    Certificates() throws IOException, GeneralSecurityException {
        keytool("root", "-ext", "bc:c");
        keytool("intermediate", "-ext", "bc:c", "-signer", "root");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("root", load().getCertificate("root"));
        try (var out = Files.newOutputStream(trustStore())) {
            trust.store(out, PASSWORD.toCharArray());
        }
    }

    /** A trust store with the root alone. */
    Path trustStore() {
        return folder.resolve("trust.p12");
    }

    Path certificateFile() {
        return folder.resolve("fullchain.pem");
    }

    Path keyFile() {
        return folder.resolve("privkey.pem");
    }

    /** Makes a new certificate for this machine, and puts it and its key into their files. */
    Certificate renew(String alias) throws IOException, GeneralSecurityException {
        keytool(alias, "-ext", "san=dns:localhost,ip:127.0.0.1", "-signer", "intermediate");
        KeyStore all = load();
        Key key = all.getKey(alias, PASSWORD.toCharArray());
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : all.getCertificateChain(alias)) {
            if (!certificate.equals(all.getCertificate("root"))) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        }
        Files.writeString(keyFile(), pem("PRIVATE KEY", key.getEncoded()));
        Files.writeString(certificateFile(), chain);
        return all.getCertificate(alias);
    }

    /** What the server is told. */
    List<String> options() {
        return List.of(
                "--tls-certificate",
                certificateFile().toString(),
                "--tls-key",
                keyFile().toString());
    }

    /** Trusts the root alone. */
    SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(trustStore())) {
            trust.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD.toCharArray());
        }
        return all;
    }

    private void keytool(String alias, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
        command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        Product.Ended ended = Product.awaitEnd(Product.start(command, Map.of()));
        assertThat(ended.status()).as("%s", ended).isZero();
    }

    private static String pem(String type, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }
}
