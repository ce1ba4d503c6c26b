package io.maidian.access;

import io.maidian.catalog.Catalog;
import io.maidian.disk.Disk;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may ask: the one door that the HTTP edge knocks at. What is right is always let in, so nobody
 * can lock the operator out by guessing; what makes guessing hopeless is the secrets' 256 bits, and
 * the limit on failures keeps a guesser cheap and visible. Safe for any thread; blocks on the
 * catalog, so it belongs on a worker thread. Throws {@link java.io.UncheckedIOException} where the
 * catalog does.
 */
public final class Access {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final int FAILURES_AT_ONCE = 10;
    private static final Duration FAILURE_PERIOD = Duration.ofSeconds(6);
    private static final Duration WARNING_PERIOD = Duration.ofMinutes(10);

    private final OperatorToken token;
    private final SignInCodes codes;
    private final Sessions sessions;
    private final FailureLimits failures;
    private final FailureLimit warnings;

    public Access(OperatorToken token, SignInCodes codes, Sessions sessions, Clock clock) {
        this.token = token;
        this.codes = codes;
        this.sessions = sessions;
        this.failures = new FailureLimits(clock, FAILURES_AT_ONCE, FAILURE_PERIOD);
        this.warnings = new FailureLimit(clock, 1, WARNING_PERIOD);
    }

    /**
     * Opens the door of a server; makes the token's file where it is missing.
     *
     * @throws IOException where the token's file cannot be used; one line that says what to do
     */
    public static Access open(Disk disk, Path tokenFile, Catalog catalog, Clock clock)
            throws IOException {
        return new Access(
                OperatorToken.loadOrCreate(disk, tokenFile),
                new SignInCodes(clock),
                new Sessions(catalog, clock),
                clock);
    }

    /**
     * Who this is.
     *
     * @param bearer what follows {@code Bearer} in the request
     * @param sessionCookie the session cookie's value
     */
    public Caller caller(@Nullable String bearer, @Nullable String sessionCookie) {
        boolean known =
                (bearer != null && token.matches(bearer))
                        || (sessionCookie != null && sessions.has(sessionCookie));
        return known ? new Caller.Operator() : new Caller.Nobody();
    }

    /** A new code for a sign-in link; lets in once. */
    public String newSignInCode() {
        return codes.issue();
    }

    /**
     * Signs in by a link's code or by the operator's token.
     *
     * @param client the address that asks; each has its own limit on failures
     */
    public SignIn signIn(String codeOrToken, String client) {
        if (codes.redeem(codeOrToken) || token.matches(codeOrToken)) {
            return new SignIn.SignedIn(sessions.begin());
        }
        if (failures.count(client)) {
            return new SignIn.Refused();
        }
        if (warnings.count()) {
            LOG.warn(
                    "Too many failed sign-ins from {}: somebody may be guessing the token or a code.",
                    client);
        }
        return new SignIn.TooMany(FAILURE_PERIOD);
    }

    /** Ends the session of this cookie, if there is one. */
    public void signOut(@Nullable String sessionCookie) {
        if (sessionCookie != null) {
            sessions.end(sessionCookie);
        }
    }
}
