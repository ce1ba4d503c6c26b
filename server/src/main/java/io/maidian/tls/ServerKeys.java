package io.maidian.tls;

import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
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

    private final List<ServedPair> pairs;
    private final Clock clock;
    private final Health.Part health;
    private final Counter failures;

    private volatile Served served;

    /**
     * What handshakes take.
     *
     * @param before what a handshake that began before may still ask for
     */
    private record Served(
            int generation, List<ServerCertificate> certificates, @Nullable Served before) {}

    private ServerKeys(
            List<KeyFiles> files, Clock clock, Health.Part health, MeterRegistry registry)
            throws IOException {
        pairs = files.stream().map(ServedPair::new).toList();
        this.clock = clock;
        this.health = health;
        failures =
                Counter.builder("maidian.tls.reload.failures")
                        .description("Certificate files that could not be served")
                        .register(registry);
        for (ServedPair pair : pairs) {
            Gauge.builder(
                            "maidian.tls.certificate.expiry.timestamp.seconds",
                            pair,
                            ServerKeys::expirySeconds)
                    .description(
                            "When the certificate that is served ends, in s since 1970; 0 without")
                    .tag("file", pair.files().certificate().toString())
                    .register(registry);
        }
        for (ServedPair pair : pairs) {
            boolean _ = pair.look(clock);
        }
        served = new Served(0, certificates(), null);
        if (served.certificates().isEmpty()) {
            throw new InvalidCertificateException(
                    pairs.stream()
                            .map(pair -> String.valueOf(pair.problem()))
                            .collect(Collectors.joining("; ")));
        }
        tellProblems();
        tellHealth();
    }

    private static double expirySeconds(ServedPair pair) {
        ServerCertificate certificate = pair.certificate();
        return certificate == null ? 0 : certificate.expiry().getEpochSecond();
    }

    /**
     * Reads all files.
     *
     * @param files the first that can be served is for clients that name no host, or an unknown one
     * @throws IOException where none can be served; one line that says what to do
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
     * Looks at the files, and serves what is in them where that has changed and can be served. Each
     * certificate stands for itself: one that cannot be served keeps no other from being renewed.
     */
    public void reload() {
        boolean renewed = false;
        for (ServedPair pair : pairs) {
            renewed |= pair.look(clock);
        }
        if (renewed) {
            Served old = served;
            served =
                    new Served(
                            old.generation() + 1,
                            certificates(),
                            new Served(old.generation(), old.certificates(), null));
            LOG.info("New certificates are served: {}", described());
        }
        tellProblems();
        tellHealth();
    }

    private void tellProblems() {
        for (ServedPair pair : pairs) {
            String problem = pair.newProblem();
            if (problem != null) {
                LOG.error(
                        pair.certificate() == null
                                ? "A certificate is not served: {}"
                                : "The earlier certificate is served on: {}",
                        problem);
                failures.increment();
            }
        }
    }

    private List<ServerCertificate> certificates() {
        List<ServerCertificate> certificates = new ArrayList<>();
        for (ServedPair pair : pairs) {
            ServerCertificate certificate = pair.certificate();
            if (certificate != null) {
                certificates.add(certificate);
            }
        }
        return List.copyOf(certificates);
    }

    /** Ready as long as one is valid: what other hosts lack must not keep clients from its own. */
    private void tellHealth() {
        Instant now = Instant.ofEpochMilli(clock.millis());
        List<String> unused = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        for (ServedPair pair : pairs) {
            ServerCertificate certificate = pair.certificate();
            String problem = pair.problem();
            if (certificate == null) {
                lacking.add(String.valueOf(problem));
                continue;
            }
            if (now.isAfter(certificate.expiry())) {
                lacking.add(certificate.label() + " until " + certificate.expiry());
            }
            if (problem != null) {
                unused.add(problem);
            }
        }
        String wanted =
                "a certificate has expired or cannot be served, put a new one into its file: "
                        + String.join("; ", lacking);
        String also =
                unused.isEmpty()
                        ? ""
                        : "; its files have changed and are not used: " + String.join("; ", unused);
        if (lacking.size() == pairs.size()) {
            health.warn(null);
            health.notReady(wanted + also);
        } else {
            health.warn(lacking.isEmpty() ? null : wanted);
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
