/**
 * The certificates that the server shows and their keys: read from PEM files, checked, and read
 * again when the files change.
 */
@NullMarked
package io.maidian.tls;

import org.jspecify.annotations.NullMarked;
