package io.maidian.http;

import io.maidian.access.Access;
import io.maidian.catalog.Catalog;
import io.maidian.intake.Captures;
import io.maidian.intake.Intake;
import io.maidian.intake.UploadMemory;
import io.maidian.live.IndexLag;
import io.maidian.live.LiveFeed;
import io.maidian.log.LogPosition;
import io.maidian.log.UploadLookup;
import io.maidian.operations.Operations;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.maidian.quarantine.QuarantineParts;
import io.maidian.query.QueryEngine;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/** What the edge serves: the parts of the server that endpoints call. */
public record HttpParts(
        Intake intake,
        Captures captures,
        UploadMemory memory,
        Catalog catalog,
        Access access,
        QueryEngine engine,
        UploadLookup uploads,
        QuarantineParts quarantine,
        Operations operations,
        LiveFeed feed,
        Supplier<LogPosition> position,
        IndexLag lag,
        Health health,
        PrometheusMeterRegistry registry,
        Clock clock,
        String version) {}
