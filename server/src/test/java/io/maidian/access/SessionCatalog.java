package io.maidian.access;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Chart;
import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.VariableDefinition;
import io.maidian.event.RetentionCutoffs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A catalog of sessions only, in memory; counts how often it is asked. */
public final class SessionCatalog implements Catalog {
    final Map<String, Long> expiryMillis = new HashMap<>();
    int asked;

    @Override
    public void addSession(String secretHash, long createdMillis, long expiresMillis) {
        expiryMillis.put(secretHash, expiresMillis);
    }

    @Override
    public boolean hasSession(String secretHash, long nowMillis) {
        asked++;
        return expiryMillis.getOrDefault(secretHash, 0L) > nowMillis;
    }

    @Override
    public void deleteSession(String secretHash) {
        expiryMillis.remove(secretHash);
    }

    @Override
    public CatalogSnapshot snapshot() {
        return new CatalogSnapshot(Map.of());
    }

    @Override
    public List<Project> projects() {
        return List.of();
    }

    @Override
    public boolean addProject(Project project) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Project changeProject(String ai, UnaryOperator<Project> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProjectSettings changeSettings(String ai, UnaryOperator<ProjectSettings> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void raiseCutoffs(RetentionCutoffs cutoffs, long nowMillis) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RetentionCutoffs cutoffs() {
        return RetentionCutoffs.NONE;
    }

    @Override
    public List<EventDefinition> events(String ai) {
        return List.of();
    }

    @Override
    public boolean declare(String ai, EventDefinition event, TrackingPlan plan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<VariableDefinition> variables(String ai) {
        return List.of();
    }

    @Override
    public boolean declare(String ai, VariableDefinition variable, TrackingPlan plan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean removeEvent(String ai, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean removeVariable(String ai, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Chart> charts(String ai) {
        return List.of();
    }

    @Override
    public @Nullable Chart chart(String ai, String id) {
        return null;
    }

    @Override
    public void saveChart(Chart chart) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean deleteChart(String ai, String id) {
        return false;
    }

    @Override
    public void close() {}
}
