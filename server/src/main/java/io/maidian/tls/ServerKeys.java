package io.maidian.tls;

import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that are served now: each handshake takes the one for the name that the client
 * asks for, else the first. {@link #reload} puts new ones in their place; what cannot be served
 * never takes the place of what can. Handshakes may come on any thread; {@link #reload} blocks on
 * files and belongs to one.
 */
public final class ServerKeys extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServerKeys.class);
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final List<KeyFiles> files;
    private final Clock clock;
    private final Health.Part health;
    private final Counter failures;

    private volatile Served served;
    private @Nullable Reading broken;
    private @Nullable String problem;

    /**
     * What handshakes take.
     *
     * @param before what a handshake that began before may still ask for
     */
    private record Served(
            int generation,
            Reading reading,
            List<ServerCertificate> certificates,
            @Nullable Served before) {}

    /** The content of all files, certificate and key in turn. */
    private record Reading(List<ByteBuffer> contents) {}

    private ServerKeys(
            List<KeyFiles> files, Clock clock, Health.Part health, MeterRegistry registry)
            throws IOException {
        this.files = List.copyOf(files);
        this.clock = clock;
        this.health = health;
        Reading reading = read();
        served = new Served(0, reading, certificates(reading), null);
        failures =
                Counter.builder("maidian.tls.reload.failures")
                        .description("Changed certificate files that could not be served")
                        .register(registry);
        for (int i = 0; i < files.size(); i++) {
            int index = i;
            Gauge.builder(
                            "maidian.tls.certificate.expiry.timestamp.seconds",
                            this,
                            keys -> keys.served.certificates().get(index).expiry().getEpochSecond())
                    .description("When the certificate that is served ends, in s since 1970")
                    .tag("file", files.get(i).certificate().toString())
                    .register(registry);
        }
        tellHealth();
    }

    /**
     * Reads all files.
     *
     * @param files the first is served to clients that name no host, or an unknown one
     * @throws IOException where one cannot be served; one line that says what to do
     */
    public static ServerKeys open(
            List<KeyFiles> files, Clock clock, Health.Part health, MeterRegistry registry)
            throws IOException {
        return new ServerKeys(files, clock, health, registry);
    }

    /** A host name of the first certificate, or null where it has none. */
    public @Nullable String hostName() {
        return served.certificates().getFirst().hostName();
    }

    /**
     * Looks at the files, and serves what is in them where that has changed and can be served.
     * Files that cannot are told only when they are found the same a second time: certificate and
     * key are not replaced in one moment.
     */
    public void reload() {
        Reading found = null;
        String wrong = null;
        try {
            found = read();
            if (!found.equals(served.reading())) {
                serve(found);
            }
        } catch (IOException e) {
            wrong = String.valueOf(e.getMessage());
        }
        if (wrong == null) {
            problem = null;
            broken = null;
        } else {
            Reading seen = found == null ? new Reading(List.of()) : found;
            if (seen.equals(broken) && !wrong.equals(problem)) {
                LOG.error("The earlier certificate is served on: {}", wrong);
                failures.increment();
                problem = wrong;
            }
            broken = seen;
        }
        tellHealth();
    }

    private void serve(Reading found) throws InvalidCertificateException {
        Served old = served;
        List<ServerCertificate> certificates = certificates(found);
        served =
                new Served(
                        old.generation() + 1,
                        found,
                        certificates,
                        new Served(old.generation(), old.reading(), old.certificates(), null));
        LOG.info("New certificates are served: {}", described());
    }

    private Reading read() throws IOException {
        List<ByteBuffer> contents = new ArrayList<>();
        for (KeyFiles pair : files) {
            contents.add(ByteBuffer.wrap(content(pair.certificate())));
            contents.add(ByteBuffer.wrap(content(pair.key())));
        }
        return new Reading(contents);
    }

    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
            if (content.length > MAX_FILE_BYTES) {
                throw new InvalidCertificateException(file + " is no PEM file: it is too large");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new InvalidCertificateException(file + " is not there");
        } catch (InvalidCertificateException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidCertificateException(file + " cannot be read (" + e + ")");
        }
    }

    private List<ServerCertificate> certificates(Reading reading)
            throws InvalidCertificateException {
        List<ServerCertificate> certificates = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            certificates.add(
                    ServerCertificate.read(
                            files.get(i),
                            reading.contents().get(2 * i).array(),
                            reading.contents().get(2 * i + 1).array(),
                            clock));
        }
        return certificates;
    }

    private void tellHealth() {
        Instant now = Instant.ofEpochMilli(clock.millis());
        String also =
                problem == null ? "" : "; its files have changed and are not used: " + problem;
        if (served.certificates().stream().anyMatch(one -> now.isAfter(one.expiry()))) {
            health.notReady(
                    "a certificate has expired, put a new one into its file: "
                            + described()
                            + also);
        } else {
            health.ready("serving " + described() + also);
        }
    }

    private String described() {
        return served.certificates().stream()
                .map(one -> one.label() + " until " + one.expiry())
                .collect(Collectors.joining("; "));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return choose(keyType, engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType, null);
    }

    private @Nullable String choose(String keyType, @Nullable SSLSession session) {
        Served now = served;
        String host = session instanceof ExtendedSSLSession extended ? host(extended) : "";
        List<ServerCertificate> certificates = now.certificates();
        boolean known = certificates.stream().anyMatch(one -> one.isFor(host));
        for (int i = 0; i < certificates.size(); i++) {
            ServerCertificate certificate = certificates.get(i);
            boolean meant =
                    known
                            ? certificate.isFor(host)
                            : certificate.sharesNameWith(certificates.getFirst());
            if (meant && certificate.key().getAlgorithm().equals(keyType)) {
                return now.generation() + "." + i;
            }
        }
        return null;
    }

    /** The host that the client asks for, or empty where it names none. */
    private static String host(ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return host.getAsciiName().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private @Nullable ServerCertificate certificate(String alias) {
        int dot = alias.indexOf('.');
        int generation = Integer.parseInt(alias.substring(0, dot));
        for (Served one = served; one != null; one = one.before()) {
            if (one.generation() == generation) {
                return one.certificates().get(Integer.parseInt(alias.substring(dot + 1)));
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerCertificate certificate = certificate(alias);
        return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerCertificate certificate = certificate(alias);
        return certificate == null ? null : certificate.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = choose(keyType, null);
        return alias == null ? null : new String[] {alias};
    }

    /** Null: this is no client. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    /** Null: this is no client. */
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
