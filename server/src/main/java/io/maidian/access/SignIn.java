package io.maidian.access;

import java.time.Duration;

/** What became of a sign-in. */
public sealed interface SignIn {
    /**
     * Signed in.
     *
     * @param sessionSecret to be set as the session's cookie for {@link Sessions#LIFETIME}
     */
    record SignedIn(String sessionSecret) implements SignIn {
        @Override
        public String toString() {
            return "SignedIn[secret]";
        }
    }

    /** Neither a code that still lets in nor the token. */
    record Refused() implements SignIn {}

    /** The same, and there were too many of them lately. */
    record TooMany(Duration retryAfter) implements SignIn {}
}
