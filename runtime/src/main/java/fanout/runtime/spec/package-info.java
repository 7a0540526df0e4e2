/**
 * One text grammar for every configurable thing: flags, environment, files, request metadata and
 * the control RPC.
 *
 * <p>See {@link fanout.runtime.spec.Spec} for the grammar.
 */
@NullMarked
package fanout.runtime.spec;

import org.jspecify.annotations.NullMarked;
