package io.maidian.http;

import io.vertx.core.http.HttpMethod;

/**
 * One row of the table of routes.
 *
 * @param path as OpenAPI writes it: {@code /api/projects/{ai}/events}
 * @param operationId the name in the OpenAPI document
 */
record Route(HttpMethod method, String path, Role role, String operationId, Endpoint endpoint) {}
