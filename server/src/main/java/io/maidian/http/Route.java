package io.maidian.http;

import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of routes.
 *
 * @param path as OpenAPI writes it: {@code /api/projects/{ai}/events}
 * @param operationId the name in the OpenAPI document
 */
record Route(HttpMethod method, String path, Role role, String operationId, Endpoint endpoint) {
    /**
     * The values of the path's parameters, or null if the path is another one. Values are not yet
     * URL-decoded.
     */
    @Nullable Map<String, String> match(String[] segments) {
        String[] own = path.split("/", -1);
        if (own.length != segments.length) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < own.length; i++) {
            if (own[i].startsWith("{")) {
                if (segments[i].isEmpty()) {
                    return null;
                }
                values.put(own[i].substring(1, own[i].length() - 1), segments[i]);
            } else if (!own[i].equals(segments[i])) {
                return null;
            }
        }
        return values;
    }
}
