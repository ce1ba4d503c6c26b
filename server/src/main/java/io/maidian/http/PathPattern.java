package io.maidian.http;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route's path, such as {@code /api/projects/{ai}/events}, ready to be compared. Immutable. */
final class PathPattern {
    private final String[] segments;
    private final @Nullable String[] parameters;

    PathPattern(String path) {
        segments = path.split("/", -1);
        parameters = new @Nullable String[segments.length];
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].startsWith("{")) {
                parameters[i] = segments[i].substring(1, segments[i].length() - 1);
            }
        }
    }

    /**
     * The values of the path's parameters, or null if the path is another one. Values are not yet
     * URL-decoded.
     */
    @Nullable Map<String, String> match(String[] path) {
        if (path.length != segments.length) {
            return null;
        }
        for (int i = 0; i < path.length; i++) {
            if (parameters[i] == null ? !segments[i].equals(path[i]) : path[i].isEmpty()) {
                return null;
            }
        }
        Map<String, String> values = new HashMap<>(4);
        for (int i = 0; i < path.length; i++) {
            String parameter = parameters[i];
            if (parameter != null) {
                values.put(parameter, path[i]);
            }
        }
        return values;
    }
}
