/**
 * What an operator has done to the data of a server that runs: snapshots of the store, a smaller
 * file for it, a new store from snapshot and log, backups. One at a time, on one thread, on demand
 * or by schedule; each leaves what is there as it was until its own result is whole.
 */
@NullMarked
package io.maidian.operations;

import org.jspecify.annotations.NullMarked;
