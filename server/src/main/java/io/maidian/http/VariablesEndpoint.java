package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.VariableDefinition;
import io.maidian.query.QueryEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/projects/{ai}/variables}: the declared variables of a project. */
final class VariablesEndpoint {
    private final ProjectLookup projects;
    private final Catalog catalog;
    private final QueryEngine engine;

    VariablesEndpoint(ProjectLookup projects, Catalog catalog, QueryEngine engine) {
        this.projects = projects;
        this.catalog = catalog;
        this.engine = engine;
    }

    ApiAnswer list(ApiRequest request) {
        TrackingPlan plan = projects.entry(request).plan();
        Map<String, List<String>> events = events(plan);
        return ApiAnswer.ok(
                plan.variables().stream().map(variable -> Body.of(variable, events)).toList());
    }

    ApiAnswer declare(ApiRequest request) {
        CatalogSnapshot.Entry entry = projects.entry(request);
        VariableDefinition variable = reader(entry).variable(request.body(), null);
        return ApiAnswer.created(declared(entry, variable));
    }

    ApiAnswer change(ApiRequest request) {
        CatalogSnapshot.Entry entry = projects.entry(request);
        VariableDefinition variable =
                reader(entry).variable(request.body(), declared(entry.plan(), request));
        return ApiAnswer.ok(declared(entry, variable));
    }

    ApiAnswer remove(ApiRequest request) {
        CatalogSnapshot.Entry entry = projects.entry(request);
        VariableDefinition removed = declared(entry.plan(), request);
        catalog.removeVariable(entry.project().ai(), removed.key());
        return ApiAnswer.ok(Body.of(removed, events(entry.plan())));
    }

    private DeclarationReader reader(CatalogSnapshot.Entry entry) {
        return new DeclarationReader(
                entry.plan(), EventsEndpoint.arrived(engine, entry.project().ai()));
    }

    private Body declared(CatalogSnapshot.Entry entry, VariableDefinition variable) {
        String ai = entry.project().ai();
        EventsEndpoint.orTaken(variable.key(), () -> catalog.declare(ai, variable));
        return Body.of(variable, events(catalog.snapshot().plan(ai)));
    }

    private static VariableDefinition declared(TrackingPlan plan, ApiRequest request) {
        String key = request.pathValue("key");
        VariableDefinition declared = plan.variable(key);
        if (declared == null) {
            throw new ApiProblem(ApiError.NOT_DECLARED, "", key);
        }
        return declared;
    }

    /** The events that bear a variable, by its key. */
    private static Map<String, List<String>> events(TrackingPlan plan) {
        Map<String, List<String>> events = new HashMap<>();
        for (EventDefinition event : plan.events()) {
            for (VariableDefinition variable : event.variables()) {
                events.computeIfAbsent(variable.key(), _ -> new ArrayList<>()).add(event.key());
            }
        }
        return events;
    }

    private record Body(
            String key,
            String type,
            @Nullable String name,
            @Nullable String description,
            List<String> tags,
            List<String> events) {
        static Body of(VariableDefinition variable, Map<String, List<String>> events) {
            return new Body(
                    variable.key(),
                    DeclarationBodies.typeName(variable.type()),
                    variable.name(),
                    variable.description(),
                    variable.tags(),
                    events.getOrDefault(variable.key(), List.of()));
        }
    }
}
