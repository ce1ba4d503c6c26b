package io.maidian.http;

import io.maidian.intake.Language;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/**
 * A request of the console's API, its body read.
 *
 * @param path decoded values of the path's parameters
 * @param query values of the query's parameters, the first of each name
 */
record ApiRequest(
        Map<String, String> path,
        Map<String, String> query,
        Buffer bodyBytes,
        Language language,
        Origin origin,
        @Nullable String sessionCookie) {
    String pathValue(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    /**
     * A whole number of the query.
     *
     * @param standard where it is not given
     */
    long number(String name, long standard, long least, long most) {
        String given = query.get(name);
        if (given == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(given);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw outside(name, given, least, most);
        }
        throw outside(name, given, least, most);
    }

    /** How many are asked for at most. */
    int limit(int standard, int most) {
        return (int) number("limit", standard, 1, most);
    }

    private static ApiProblem outside(String name, String given, long least, long most) {
        return new ApiProblem(ApiError.BAD_VALUE, name, given, least + "-" + most);
    }

    /** The body as a JSON object. */
    JsonNode body() {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(bodyBytes.getBytes());
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String where =
                    at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new ApiProblem(ApiError.BODY_NOT_JSON, "", where);
        }
        if (!node.isObject()) {
            throw new ApiProblem(ApiError.BODY_NOT_JSON, "", node.getNodeType().toString());
        }
        return node;
    }
}
