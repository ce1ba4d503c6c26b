package io.maidian.http;

import io.maidian.catalog.InvalidFieldException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of a JSON object and says, with a pointer, which one is wrong. A field that is
 * not known is an error, so that a typing error is not silent.
 */
final class Fields {
    private final JsonNode object;
    private final String pointer;

    /**
     * @param pointer JSON pointer to the object; empty for the whole body
     */
    Fields(JsonNode object, String pointer, Set<String> known) {
        this.object = object;
        this.pointer = pointer;
        if (!object.isObject()) {
            throw new ApiProblem(ApiError.BAD_VALUE, pointer, object.toString(), "object");
        }
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw new ApiProblem(
                        ApiError.UNKNOWN_FIELD,
                        at(name),
                        name,
                        String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    String at(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Whether the field is there, perhaps null. */
    boolean has(String name) {
        return object.has(name);
    }

    /** The field's value, or null where it is absent or null. */
    @Nullable JsonNode get(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /**
     * A string that is not empty, surrounding white space removed. Its length is for the catalog to
     * judge: see {@link #valid}.
     */
    String requiredText(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new ApiProblem(ApiError.BAD_VALUE, at(name), null, "string, not empty");
        }
        return text;
    }

    /** A string, surrounding white space removed; null where it is absent or empty. */
    @Nullable String optionalText(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw new ApiProblem(ApiError.BAD_VALUE, at(name), value.toString(), "string");
        }
        String text = value.stringValue().strip();
        return text.isEmpty() ? null : text;
    }

    /**
     * What is made of the fields; a field that the catalog finds invalid is told with its pointer.
     */
    <T> T valid(Supplier<T> making) {
        try {
            return making.get();
        } catch (InvalidFieldException e) {
            throw new ApiProblem(ApiError.BAD_VALUE, at(e.field()), e.got(), e.expected());
        }
    }

    /** One of an enum's constants, written in lower case. */
    <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (value.isString()) {
            for (E constant : type.getEnumConstants()) {
                if (lowerCase(constant).equals(value.stringValue())) {
                    return constant;
                }
            }
        }
        StringBuilder expected = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            expected.append(expected.isEmpty() ? "" : ", ").append(lowerCase(constant));
        }
        throw new ApiProblem(ApiError.BAD_VALUE, at(name), value.toString(), expected.toString());
    }

    /** True or false. */
    boolean flag(String name, boolean otherwise) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new ApiProblem(ApiError.BAD_VALUE, at(name), value.toString(), "true or false");
        }
        return value.booleanValue();
    }

    /** A whole number, or null; its range is for the catalog to judge: see {@link #valid}. */
    @Nullable Long optionalWhole(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE, at(name), value.toString(), "a whole number, or null");
        }
        return value.longValue();
    }

    /** A whole number of ms since 1970, or null. */
    @Nullable Long optionalMillis(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        // Within a hundred thousand years of 1970, so that sums of them stay far from overflow.
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || Math.abs(value.longValue()) > 4_000_000_000_000_000L) {
            throw new ApiProblem(ApiError.BAD_RANGE, at(name), value.toString());
        }
        return value.longValue();
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
