/** The edge: the table of routes, one endpoint each, outcomes to statuses. */
@NullMarked
package io.maidian.http;

import org.jspecify.annotations.NullMarked;
