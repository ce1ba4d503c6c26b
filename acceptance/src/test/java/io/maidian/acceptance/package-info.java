/**
 * The product as its users get it: every test boots the packaged server in a process of its own and
 * speaks with it by HTTP, a shell, a browser or GrowingIO's own SDK. Nothing here uses a class of
 * the server.
 */
@NullMarked
package io.maidian.acceptance;

import org.jspecify.annotations.NullMarked;
