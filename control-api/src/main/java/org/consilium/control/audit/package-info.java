/**
 * The append-only log of who did what: one hash chain per organisation (domain.md §4, audit).
 *
 * <p>Entries are written in the transaction of what they describe.
 */
@NullMarked
package org.consilium.control.audit;

import org.jspecify.annotations.NullMarked;
