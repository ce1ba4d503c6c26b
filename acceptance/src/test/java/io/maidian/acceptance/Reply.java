package io.maidian.acceptance;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** What the server answered. */
record Reply(int status, HttpHeaders headers, String text) {
    JsonNode json() {
        return Api.JSON.readTree(text);
    }

    /** The number at a JSON pointer. */
    long number(String pointer) {
        return json().requiredAt(pointer).longValue();
    }

    /** The string at a JSON pointer. */
    String string(String pointer) {
        return json().requiredAt(pointer).stringValue();
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}
