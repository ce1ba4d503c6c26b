package io.maidian.http;

import io.maidian.access.Access;
import io.maidian.access.Sessions;
import io.maidian.access.SignIn;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code /api/session}: who is signed in, signing in and out. */
final class SessionEndpoint {
    static final String COOKIE = "maidian_session";

    private final Access access;
    private final Body operator;

    /**
     * @param queryTimeout after which the server gives up a question, for who waits for it
     */
    SessionEndpoint(Access access, Duration queryTimeout) {
        this.access = access;
        operator = new Body("operator", queryTimeout.toMillis());
    }

    /** The route lets in only who is signed in. */
    ApiAnswer get(ApiRequest request) {
        return ApiAnswer.ok(operator);
    }

    ApiAnswer signIn(ApiRequest request) {
        Fields fields = new Fields(request.body(), "", Set.of("code", "token"));
        String code = fields.optionalText("code");
        String token = fields.optionalText("token");
        if ((code == null) == (token == null)) {
            throw new ApiProblem(ApiError.BAD_VALUE, "/code", null, "either code or token");
        }
        return switch (access.signIn(
                code != null ? code : Objects.requireNonNull(token), request.origin().client())) {
            case SignIn.SignedIn in ->
                    new ApiAnswer(
                            200,
                            operator,
                            cookie(
                                    in.sessionSecret(),
                                    Sessions.LIFETIME,
                                    request.origin().secure()));
            case SignIn.Refused _ -> throw new ApiProblem(ApiError.SIGN_IN_REFUSED);
            case SignIn.TooMany(Duration retryAfter) ->
                    new ApiAnswer(
                            ApiError.SIGN_IN_TOO_OFTEN.status(),
                            new ApiProblem(ApiError.SIGN_IN_TOO_OFTEN).body(request.language()),
                            Map.of("Retry-After", Long.toString(retryAfter.toSeconds())));
        };
    }

    ApiAnswer signOut(ApiRequest request) {
        access.signOut(request.sessionCookie());
        return new ApiAnswer(204, null, cookie("", Duration.ZERO, request.origin().secure()));
    }

    private static Map<String, String> cookie(String value, Duration lifetime, boolean secure) {
        return Map.of(
                "Set-Cookie",
                COOKIE
                        + "="
                        + value
                        + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
                        + lifetime.toSeconds()
                        + (secure ? "; Secure" : ""));
    }

    private record Body(String role, long queryTimeout) {}
}
