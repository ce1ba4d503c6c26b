package io.maidian.http;

import io.vertx.core.buffer.Buffer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How the API writes and reads JSON: snake_case names, nulls written, nothing coerced silently. */
final class Json {
    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .build();

    static final String TYPE = "application/json; charset=utf-8";

    private Json() {}

    static Buffer write(Object value) {
        return Buffer.buffer(MAPPER.writeValueAsBytes(value));
    }
}
