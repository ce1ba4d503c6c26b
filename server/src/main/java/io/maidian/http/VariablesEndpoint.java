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
import java.util.function.Function;
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
        return ApiAnswer.created(declared(request, _ -> null));
    }

    ApiAnswer change(ApiRequest request) {
        return ApiAnswer.ok(declared(request, plan -> declared(plan, request)));
    }

    ApiAnswer remove(ApiRequest request) {
        CatalogSnapshot.Entry entry = projects.entry(request);
        VariableDefinition removed = declared(entry.plan(), request);
        catalog.removeVariable(entry.project().ai(), removed.key());
        return ApiAnswer.ok(Body.of(removed, events(entry.plan())));
    }

    /**
     * Declares a variable; judges it again where the plan has changed meanwhile.
     *
     * @param changed the declaration that the request changes, of the plan; null for none
     */
    private Body declared(
            ApiRequest request, Function<TrackingPlan, @Nullable VariableDefinition> changed) {
        while (true) {
            CatalogSnapshot.Entry entry = projects.entry(request);
            String ai = entry.project().ai();
            TrackingPlan plan = entry.plan();
            VariableDefinition variable =
                    new DeclarationReader(plan, EventsEndpoint.arrived(engine, ai))
                            .variable(request.body(), changed.apply(plan));
            if (catalog.declare(ai, variable, plan)) {
                return Body.of(variable, events(catalog.snapshot().plan(ai)));
            }
        }
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
