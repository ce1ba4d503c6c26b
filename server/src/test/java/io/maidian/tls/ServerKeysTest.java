package io.maidian.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from certificate files, what is refused, and what a change of them does. */
class ServerKeysTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_795_431_440L);
    private static final Issuer.Validity VALID = Issuer.Validity.around(NOW);

    private static Issuer intermediate;
    private static Issuer elliptic;
    private static Issuer rsa;

    @TempDir Path folder;

    private final Health health = new Health();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long nowMillis = NOW.toEpochMilli();

    @BeforeAll
    static void issue() {
        intermediate = Issuer.root(VALID).intermediate(VALID);
        elliptic = intermediate.server("EC", VALID, "a.example.com", "*.b.example.com");
        rsa = intermediate.server("RSA", VALID, "c.example.com");
    }

    @Test
    void theWholeChainIsServedInTheOrderOfTheFile() throws Exception {
        ServerKeys keys = open(files("a", elliptic.chainPem(), elliptic.keyPem()));
        assertThat(served(keys, "EC"))
                .containsExactly(elliptic.certificate(), intermediate.certificate());
        assertThat(keys.hostName()).isEqualTo("a.example.com");
        assertThat(health.part("tls").status())
                .isEqualTo(
                        new Health.Status(
                                true,
                                "serving a.example.com, *.b.example.com until "
                                        + VALID.until().toString()));
        assertThat(expiry()).isEqualTo(VALID.until().getEpochSecond());
    }

    @Test
    void keysInOpenSslsOlderFormsAreRead() throws Exception {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.keys().getPrivate();
        byte[] pkcs8 = key.getEncoded();
        // SEQUENCE { 0, RSA, OCTET STRING { what is wanted } }
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        ServerKeys keys = open(files("c", rsa.chainPem(), Issuer.pem("RSA PRIVATE KEY", pkcs1)));
        assertThat(keys.getPrivateKey("0.0")).isEqualTo(key);

        ECPrivateKey curve = (ECPrivateKey) elliptic.keys().getPrivate();
        byte[] number = new byte[32];
        byte[] s = curve.getS().toByteArray();
        int length = Math.min(32, s.length);
        System.arraycopy(s, s.length - length, number, 32 - length, length);
        byte[] prime256v1 = Issuer.hex("06082a8648ce3d030107");
        byte[] sec1 =
                Issuer.der(
                        0x30,
                        Issuer.der(2, new byte[] {1}),
                        Issuer.der(4, number),
                        Issuer.der(0xa0, prime256v1));
        String pem = Issuer.pem("EC PARAMETERS", prime256v1) + Issuer.pem("EC PRIVATE KEY", sec1);
        keys = open(files("a", elliptic.chainPem(), pem));
        ECPrivateKey read = (ECPrivateKey) Objects.requireNonNull(keys.getPrivateKey("0.0"));
        assertThat(read.getS()).isEqualTo(curve.getS());
    }

    @Test
    void whatCannotBeServedIsRefusedInOneLineThatNamesTheFile() {
        Issuer.Validity past = Issuer.Validity.around(NOW.minusSeconds(200_000));
        Issuer.Validity future = Issuer.Validity.around(NOW.plusSeconds(200_000));
        Issuer expired = intermediate.server("EC", past, "a.example.com");
        Issuer early = intermediate.server("EC", future, "a.example.com");
        String encrypted = elliptic.keyPem().replace("PRIVATE", "ENCRYPTED PRIVATE");
        String damaged = elliptic.chainPem().replaceFirst("\nM", "\n!");
        refused(expired.chainPem(), expired.keyPem(), "a.pem", "expired at " + past.until());
        refused(early.chainPem(), early.keyPem(), "a.pem", "not valid before " + future.from());
        refused(elliptic.chainPem(), rsa.keyPem(), "a.key", "is not the key of the first");
        refused(
                intermediate.certificatePem() + elliptic.certificatePem(),
                elliptic.keyPem(),
                "a.key",
                "the server's own certificate comes first");
        refused("", elliptic.keyPem(), "a.pem", "holds no certificate");
        refused(damaged, elliptic.keyPem(), "a.pem", "cannot be read");
        refused(elliptic.chainPem(), elliptic.chainPem(), "a.key", "holds no private key");
        refused(elliptic.chainPem(), encrypted, "a.key", "without a password");
        for (String type : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            for (String content : List.of("MA==", "MAMCAQ==", "////", "MIL///8C")) {
                String key =
                        "-----BEGIN " + type + "-----\n" + content + "\n-----END " + type + "-----";
                refused(elliptic.chainPem(), key, "a.key", "holds no private key");
            }
        }
        refused(" ".repeat(2 << 20), elliptic.keyPem(), "a.pem", "too large");
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> open(new KeyFiles(missing, missing)))
                .hasMessage(missing + " is not there");
    }

    @Test
    void changedFilesAreServedFromTheNextHandshakeOnAndOneThatBeganEnds() throws Exception {
        ServerKeys keys = open(files("a", elliptic.chainPem(), elliptic.keyPem()));
        String began = alias(keys, "EC");
        Issuer.Validity longer = new Issuer.Validity(VALID.from(), VALID.until().plusSeconds(9));
        Issuer renewed = intermediate.server("EC", longer, "a.example.com");
        files("a", renewed.chainPem(), renewed.keyPem());
        keys.reload();
        assertThat(served(keys, "EC")).contains(renewed.certificate());
        assertThat(keys.getPrivateKey(began)).isEqualTo(elliptic.keys().getPrivate());
        assertThat(expiry()).isEqualTo(longer.until().getEpochSecond());
        keys.reload();
        assertThat(keys.getCertificateChain(began)).contains(elliptic.certificate());
    }

    @Test
    void changedFilesThatCannotBeServedLeaveTheEarlierOnes() throws Exception {
        ServerKeys keys = open(files("a", elliptic.chainPem(), elliptic.keyPem()));
        Files.writeString(folder.resolve("a.key"), rsa.keyPem());
        keys.reload();
        assertThat(message())
                .as("the other file may be about to change")
                .doesNotContain("not used");
        keys.reload();
        keys.reload();
        assertThat(message())
                .startsWith("serving a.example.com")
                .contains("have changed and are not used: ")
                .contains("is not the key");
        assertThat(health.ready()).isTrue();
        assertThat(served(keys, "EC")).contains(elliptic.certificate());
        assertThat(failures()).isEqualTo(1);

        Files.delete(folder.resolve("a.pem"));
        keys.reload();
        keys.reload();
        assertThat(message()).contains("is not there");
        files("a", rsa.chainPem(), rsa.keyPem());
        keys.reload();
        assertThat(message()).startsWith("serving c.example.com").doesNotContain("not used");
    }

    @Test
    void aCertificateThatExpiresWhileItIsServedIsToldByHealth() throws Exception {
        ServerKeys keys = open(files("a", elliptic.chainPem(), elliptic.keyPem()));
        nowMillis = VALID.until().toEpochMilli() + 1;
        keys.reload();
        assertThat(health.ready()).isFalse();
        assertThat(message()).startsWith("a certificate has expired");
    }

    @Test
    void oneHostsExpiredCertificateKeepsNoOtherFromBeingRenewed() throws Exception {
        Issuer other = server(new Issuer.Validity(VALID.from(), NOW.plusSeconds(5)), "b.x.com");
        ServerKeys keys =
                open(
                        files("a", elliptic.chainPem(), elliptic.keyPem()),
                        files("b", other.chainPem(), other.keyPem()));
        nowMillis += 9_000;
        Issuer renewed = server(VALID, "a.example.com");
        files("a", renewed.chainPem(), renewed.keyPem());
        keys.reload();
        keys.reload();
        assertThat(served(keys, "EC")).contains(renewed.certificate());
        assertThat(failures()).isZero();
        assertThat(health.part("tls").status())
                .isEqualTo(
                        new Health.Status(
                                true,
                                "serving a.example.com until "
                                        + VALID.until()
                                        + "; b.x.com until "
                                        + other.certificate().getNotAfter().toInstant()
                                        + "; DEGRADED: a certificate has expired or cannot be"
                                        + " served, put a new one into its file: b.x.com until "
                                        + other.certificate().getNotAfter().toInstant()));
    }

    @Test
    void whatCannotBeServedOfOnePairLeavesItsEarlierCertificateAndRenewsTheOthers()
            throws Exception {
        ServerKeys keys =
                open(
                        files("a", elliptic.chainPem(), elliptic.keyPem()),
                        files("c", rsa.chainPem(), rsa.keyPem()));
        Issuer renewed = server(VALID, "a.example.com");
        files("a", renewed.chainPem(), renewed.keyPem());
        files("c", rsa.chainPem(), elliptic.keyPem());
        keys.reload();
        keys.reload();
        assertThat(served(keys, "EC")).contains(renewed.certificate());
        assertThat(keys.getCertificateChain("1.1")).contains(rsa.certificate());
        assertThat(message()).contains("not used: " + folder.resolve("c.key"));
        assertThat(failures()).isEqualTo(1);
    }

    @Test
    void aStartWithOneUsableCertificateServesItAndTellsOfTheOthersUntilTheyAreMended()
            throws Exception {
        Path missing = folder.resolve("b.pem");
        ServerKeys keys =
                open(
                        new KeyFiles(missing, folder.resolve("b.key")),
                        files("a", elliptic.chainPem(), elliptic.keyPem()));
        assertThat(served(keys, "EC")).contains(elliptic.certificate());
        assertThat(keys.hostName()).isEqualTo("a.example.com");
        assertThat(failures()).isEqualTo(1);
        assertThat(health.ready()).isTrue();
        assertThat(message())
                .startsWith("serving a.example.com")
                .contains("DEGRADED: a certificate has expired or cannot be served")
                .endsWith(missing + " is not there");
        assertThat(expiry("b.pem")).isZero();

        Issuer other = server(VALID, "b.x.com");
        files("b", other.chainPem(), other.keyPem());
        keys.reload();
        assertThat(message()).startsWith("serving b.x.com").doesNotContain("DEGRADED");
        assertThat(served(keys, "EC")).contains(other.certificate());
        assertThat(expiry("b.pem")).isEqualTo(VALID.until().getEpochSecond());
    }

    @Test
    void aStartWithoutAUsableCertificateIsRefusedAndNamesEachFile() {
        KeyFiles one = new KeyFiles(folder.resolve("x.pem"), folder.resolve("x.key"));
        KeyFiles two = new KeyFiles(folder.resolve("y.pem"), folder.resolve("y.key"));
        assertThatThrownBy(() -> open(one, two))
                .isInstanceOf(InvalidCertificateException.class)
                .hasMessage(
                        one.certificate()
                                + " is not there; "
                                + two.certificate()
                                + " is not there");
    }

    @Test
    void aProblemIsToldOnceHoweverLongItLastsAndServedOnceItHasPassed() throws Exception {
        Issuer early =
                server(new Issuer.Validity(NOW.plusSeconds(60), VALID.until()), "a.example.com");
        ServerKeys keys = open(files("a", elliptic.chainPem(), elliptic.keyPem()));
        files("a", early.chainPem(), early.keyPem());
        for (int i = 0; i < 10; i++) {
            nowMillis += 2_000;
            keys.reload();
        }
        assertThat(failures()).isEqualTo(1);
        assertThat(message()).contains("is not valid before");
        nowMillis += 60_000;
        keys.reload();
        assertThat(served(keys, "EC")).contains(early.certificate());
    }

    @Test
    void keysForPssAloneAreServed() throws Exception {
        Issuer free = intermediate.server("RSASSA-PSS", VALID, "a.example.com");
        ServerKeys keys = open(files("a", free.chainPem(), free.keyPem()));
        assertThat(served(keys, "RSASSA-PSS")).contains(free.certificate());
        Issuer other = intermediate.server("RSASSA-PSS", VALID, "a.example.com");
        refused(free.chainPem(), other.keyPem(), "a.key", "is not the key of the first");
    }

    private static Issuer server(Issuer.Validity validity, String host) {
        return intermediate.server("EC", validity, host);
    }

    private ServerKeys open(KeyFiles... files) throws IOException {
        return ServerKeys.open(List.of(files), () -> nowMillis, health.part("tls"), meters);
    }

    private void refused(String chain, String key, String file, String why) {
        assertThatThrownBy(() -> open(files("a", chain, key)))
                .isInstanceOf(InvalidCertificateException.class)
                .hasMessageStartingWith(folder.resolve(file).toString())
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    private KeyFiles files(String name, String chain, String key) throws IOException {
        return new KeyFiles(
                Files.writeString(folder.resolve(name + ".pem"), chain),
                Files.writeString(folder.resolve(name + ".key"), key));
    }

    private static List<X509Certificate> served(ServerKeys keys, String type) {
        return List.of(Objects.requireNonNull(keys.getCertificateChain(alias(keys, type))));
    }

    private static String alias(ServerKeys keys, String type) {
        return Objects.requireNonNull(keys.chooseServerAlias(type, null, null));
    }

    private long expiry() {
        return expiry("a.pem");
    }

    private long expiry(String file) {
        return (long)
                meters.get("maidian.tls.certificate.expiry.timestamp.seconds")
                        .tag("file", folder.resolve(file).toString())
                        .gauge()
                        .value();
    }

    private int failures() {
        return (int) meters.get("maidian.tls.reload.failures").counter().count();
    }

    private String message() {
        return health.part("tls").status().message();
    }
}
