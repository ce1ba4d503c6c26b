package io.maidian.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.access.SignIn.Refused;
import io.maidian.access.SignIn.SignedIn;
import io.maidian.access.SignIn.TooMany;
import io.maidian.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final String CLIENT = "203.0.113.7";

    @TempDir Path folder;
    private final SessionCatalog catalog = new SessionCatalog();
    private long nowMillis = 1_790_000_000_000L;
    private Access access;
    private String token;

    @BeforeEach
    void open() throws IOException {
        Path file = folder.resolve("admin.token");
        access = Access.open(new FileDisk(), file, catalog, () -> nowMillis);
        token = Files.readString(file).strip();
    }

    @Test
    void whoBringsNothingOrSomethingWrongIsNobody() {
        assertThat(access.caller(null, null)).isEqualTo(new Caller.Nobody());
        assertThat(access.caller("", "")).isEqualTo(new Caller.Nobody());
        assertThat(access.caller("x".repeat(43), "x".repeat(43))).isEqualTo(new Caller.Nobody());
    }

    @Test
    void theTokenIsTheOperators() {
        assertThat(operator(token, null)).isTrue();
        assertThat(operator(token, "wrong")).isTrue();
        assertThat(operator(null, token)).isFalse();
    }

    @Test
    void aLinksCodeSignsInOnce() {
        String code = access.newSignInCode();
        assertThat(operator(null, signedIn(code))).isTrue();
        assertThat(access.signIn(code, CLIENT)).isEqualTo(new Refused());
    }

    @Test
    void theTokenSignsInAgainAndAgain() {
        assertThat(operator(null, signedIn(token))).isTrue();
        assertThat(operator(null, signedIn(token))).isTrue();
    }

    @Test
    void aCodeExpiresAfterADay() {
        String late = access.newSignInCode();
        pass(SignInCodes.LIFETIME);
        assertThat(access.signIn(late, CLIENT)).isEqualTo(new Refused());
        String early = access.newSignInCode();
        pass(SignInCodes.LIFETIME.minusMillis(1));
        assertThat(access.signIn(early, CLIENT)).isInstanceOf(SignedIn.class);
    }

    @Test
    void theNumberOfCodesIsBounded() {
        String first = access.newSignInCode();
        String second = access.newSignInCode();
        for (int i = 0; i < SignInCodes.MOST - 1; i++) {
            access.newSignInCode();
        }
        assertThat(access.signIn(first, CLIENT)).isEqualTo(new Refused());
        assertThat(access.signIn(second, CLIENT)).isInstanceOf(SignedIn.class);
    }

    @Test
    void aCodeIsNoBearerToken() {
        assertThat(operator(access.newSignInCode(), null)).isFalse();
    }

    @Test
    void aSessionEndsWhenSignedOut() {
        String secret = signedIn(token);
        String other = signedIn(token);
        assertThat(operator(null, secret)).isTrue();
        access.signOut(secret);
        access.signOut(secret);
        access.signOut(null);
        assertThat(operator(null, secret)).isFalse();
        assertThat(operator(null, other)).isTrue();
    }

    @Test
    void aSessionLasts30Days() {
        String secret = signedIn(token);
        pass(Sessions.LIFETIME.minusMillis(1));
        assertThat(operator(null, secret)).isTrue();
        pass(Duration.ofMinutes(1));
        assertThat(operator(null, secret)).isFalse();
    }

    @Test
    void aSessionOutlivesARestart() throws IOException {
        String secret = signedIn(token);
        open();
        assertThat(operator(null, secret)).isTrue();
    }

    @Test
    void theCatalogIsAskedOnceAMinuteAndNotOnEachRequest() {
        String secret = signedIn(token);
        for (int i = 0; i < 100; i++) {
            assertThat(operator(null, secret)).isTrue();
        }
        assertThat(catalog.asked).isEqualTo(1);
        pass(Duration.ofMinutes(1));
        assertThat(operator(null, secret)).isTrue();
        assertThat(catalog.asked).isEqualTo(2);
    }

    @Test
    void moreSessionsThanAreRememberedStillWork() {
        String first = signedIn(token);
        assertThat(operator(null, first)).isTrue();
        for (int i = 0; i < Sessions.REMEMBERED; i++) {
            assertThat(operator(null, signedIn(token))).isTrue();
        }
        int asked = catalog.asked;
        assertThat(operator(null, first)).isTrue();
        assertThat(catalog.asked).isEqualTo(asked + 1);
    }

    @Test
    void aCookieThatCannotBeOneDoesNotReachTheCatalog() {
        assertThat(operator(null, "x".repeat(10_000))).isFalse();
        assertThat(catalog.asked).isZero();
    }

    @Test
    void theCatalogHoldsNoSecret() {
        String secret = signedIn(token);
        assertThat(catalog.expiryMillis.keySet())
                .allMatch(hash -> hash.matches("[0-9a-f]{64}") && !hash.contains(secret));
    }

    @Test
    void manyFailuresAreToldToWaitAndTheOwnerIsNotLockedOut() {
        for (int i = 0; i < 10; i++) {
            assertThat(access.signIn("wrong", CLIENT)).isEqualTo(new Refused());
        }
        assertThat(access.signIn("wrong", CLIENT)).isEqualTo(new TooMany(Duration.ofSeconds(6)));
        assertThat(access.signIn(token, CLIENT)).isInstanceOf(SignedIn.class);
        pass(Duration.ofSeconds(6));
        assertThat(access.signIn("wrong", CLIENT)).isEqualTo(new Refused());
        assertThat(access.signIn("wrong", CLIENT)).isInstanceOf(TooMany.class);
        pass(Duration.ofHours(1));
        for (int i = 0; i < 10; i++) {
            assertThat(access.signIn("wrong", CLIENT)).isEqualTo(new Refused());
        }
        assertThat(access.signIn("wrong", CLIENT)).isInstanceOf(TooMany.class);
    }

    @Test
    void eachClientHasItsOwnLimitAndAllOfAnIpv6NetworkShareOne() {
        for (int i = 0; i < 10; i++) {
            access.signIn("wrong", CLIENT);
            access.signIn("wrong", "2001:db8:0:7:0:0:0:" + i);
        }
        assertThat(access.signIn("wrong", CLIENT)).isInstanceOf(TooMany.class);
        assertThat(access.signIn("wrong", "203.0.113.8")).isEqualTo(new Refused());
        assertThat(access.signIn("wrong", "2001:db8:0:7:1:1:1:1")).isInstanceOf(TooMany.class);
        assertThat(access.signIn("wrong", "2001:db8:0:8:1:1:1:1")).isEqualTo(new Refused());
    }

    @Test
    void theClientsThatAreRememberedAreBounded() {
        for (int i = 0; i < 10; i++) {
            access.signIn("wrong", CLIENT);
        }
        for (int i = 0; i < FailureLimits.MOST_CLIENTS; i++) {
            access.signIn("wrong", "client " + i);
        }
        assertThat(access.signIn("wrong", CLIENT)).isEqualTo(new Refused());
    }

    @Test
    void aClockThatIsSetBackLocksNothing() {
        for (int i = 0; i < 10; i++) {
            access.signIn("wrong", CLIENT);
        }
        pass(Duration.ofDays(-1));
        assertThat(access.signIn("wrong", CLIENT)).isInstanceOf(TooMany.class);
        pass(Duration.ofSeconds(6));
        assertThat(access.signIn("wrong", CLIENT)).isEqualTo(new Refused());
    }

    @Test
    void noSecretIsInAnOutcomesText() {
        SignIn outcome = access.signIn(token, CLIENT);
        assertThat(outcome).isInstanceOf(SignedIn.class);
        assertThat(outcome.toString()).doesNotContain(((SignedIn) outcome).sessionSecret());
    }

    private String signedIn(String codeOrToken) {
        return switch (access.signIn(codeOrToken, CLIENT)) {
            case SignedIn(String secret) -> secret;
            case Refused() -> throw new AssertionError("refused");
            case TooMany(Duration wait) -> throw new AssertionError("wait " + wait);
        };
    }

    private boolean operator(@Nullable String bearer, @Nullable String cookie) {
        return access.caller(bearer, cookie).equals(new Caller.Operator());
    }

    private void pass(Duration time) {
        nowMillis += time.toMillis();
    }
}
