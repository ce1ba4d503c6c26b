package io.maidian.intake;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an upload came, without what may be secret of it: no cookies, no credentials, and of the
 * query only what the upload contract names.
 *
 * @param method of HTTP
 * @param target path and query
 * @param client the address that it came from
 * @param headers those that say how the body is to be read, and who sent it, in this order
 */
public record Sender(String method, String target, String client, Map<String, String> headers) {
    public Sender {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
