/**
 * What people declare: projects, events, variables, charts, sign-ins. Never written by an upload.
 */
@NullMarked
package io.maidian.catalog;

import org.jspecify.annotations.NullMarked;
