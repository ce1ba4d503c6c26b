/** Tests of what a person does about rejected events. */
@NullMarked
package io.maidian.quarantine;

import org.jspecify.annotations.NullMarked;
