package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.Project;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import io.maidian.query.QueryEngine;
import io.maidian.query.SeenEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /api/projects/{ai}/events}: what was seen and what is declared, joined by key. */
final class EventsEndpoint {
    private final ProjectLookup projects;
    private final Catalog catalog;
    private final QueryEngine engine;

    EventsEndpoint(ProjectLookup projects, Catalog catalog, QueryEngine engine) {
        this.projects = projects;
        this.catalog = catalog;
        this.engine = engine;
    }

    ApiAnswer list(ApiRequest request) throws IOException {
        Project project = projects.require(request);
        Map<String, EventDefinition> declared = new LinkedHashMap<>();
        for (EventDefinition definition : catalog.events(project.ai())) {
            declared.put(definition.key(), definition);
        }
        List<Body> bodies = new ArrayList<>();
        for (SeenEvent seen : engine.seenEvents(project.ai())) {
            bodies.add(body(seen, declared.remove(seen.key())));
        }
        for (EventDefinition definition : declared.values()) {
            bodies.add(
                    body(new SeenEvent(definition.key(), 0, 0, null, null, List.of()), definition));
        }
        return ApiAnswer.ok(bodies);
    }

    ApiAnswer declare(ApiRequest request) {
        Project project = projects.require(request);
        EventDefinition definition = read(request.body());
        catalog.declare(project.ai(), definition);
        return ApiAnswer.created(
                new Declaration(
                        definition.key(),
                        definition.name(),
                        definition.description(),
                        definition.variables().stream()
                                .map(v ->
                                        new DeclaredVariable(v.key(), v.name(), typeName(v.type())))
                                .toList()));
    }

    private static EventDefinition read(JsonNode body) {
        Fields fields = new Fields(body, "", Set.of("key", "name", "description", "variables"));
        List<VariableDefinition> variables = new ArrayList<>();
        JsonNode list = fields.get("variables");
        if (list != null) {
            if (!list.isArray()) {
                throw new ApiProblem(ApiError.BAD_VALUE, "/variables", list.toString(), "array");
            }
            for (int i = 0; i < list.size(); i++) {
                variables.add(readVariable(list.get(i), "/variables/" + i));
            }
        }
        String key = fields.requiredText("key");
        String name = fields.optionalText("name");
        String description = fields.optionalText("description");
        return fields.valid(() -> new EventDefinition(key, name, description, variables));
    }

    private static VariableDefinition readVariable(JsonNode json, String pointer) {
        Fields fields = new Fields(json, pointer, Set.of("key", "name", "type"));
        String type = fields.requiredText("type");
        String key = fields.requiredText("key");
        String name = fields.optionalText("name");
        for (VariableType candidate : VariableType.values()) {
            if (typeName(candidate).equals(type)) {
                return fields.valid(() -> new VariableDefinition(key, name, candidate));
            }
        }
        throw new ApiProblem(ApiError.BAD_VALUE, fields.at("type"), type, "String, Int, Double");
    }

    private static Body body(SeenEvent seen, @Nullable EventDefinition declared) {
        Map<String, VariableDefinition> declaredVariables = new LinkedHashMap<>();
        if (declared != null) {
            declared.variables().forEach(v -> declaredVariables.put(v.key(), v));
        }
        Map<String, SeenEvent.SeenVariable> seenVariables = new HashMap<>();
        seen.variables().forEach(v -> seenVariables.put(v.key(), v));
        List<BodyVariable> variables = new ArrayList<>();
        for (VariableDefinition v : declaredVariables.values()) {
            variables.add(variable(v.key(), v, seenVariables.get(v.key())));
        }
        for (SeenEvent.SeenVariable v : seen.variables()) {
            if (!declaredVariables.containsKey(v.key())) {
                variables.add(variable(v.key(), null, v));
            }
        }
        return new Body(
                seen.key(),
                declared == null ? null : declared.name(),
                declared == null ? null : declared.description(),
                declared != null,
                seen.count(),
                seen.rejected(),
                seen.firstReceivedMillis(),
                seen.lastReceivedMillis(),
                variables);
    }

    private static BodyVariable variable(
            String key,
            @Nullable VariableDefinition declared,
            SeenEvent.@Nullable SeenVariable seen) {
        List<String> types =
                seen == null
                        ? List.of()
                        : seen.types().stream().sorted().map(EventsEndpoint::typeName).toList();
        String type = declared != null ? typeName(declared.type()) : types.get(0);
        return new BodyVariable(
                key, declared == null ? null : declared.name(), type, declared != null, types);
    }

    private static String typeName(VariableType type) {
        return switch (type) {
            case STRING -> "String";
            case INT -> "Int";
            case DOUBLE -> "Double";
        };
    }

    private record Body(
            String key,
            @Nullable String name,
            @Nullable String description,
            boolean declared,
            long count,
            long rejected,
            @Nullable Long firstReceived,
            @Nullable Long lastReceived,
            List<BodyVariable> variables) {}

    private record BodyVariable(
            String key, @Nullable String name, String type, boolean declared, List<String> seen) {}

    private record Declaration(
            String key,
            @Nullable String name,
            @Nullable String description,
            List<DeclaredVariable> variables) {}

    private record DeclaredVariable(String key, @Nullable String name, String type) {}
}
