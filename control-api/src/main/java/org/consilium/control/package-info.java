/**
 * The control API: identity, consults, joining, chat and attendance on PostgreSQL.
 *
 * <p>{@link org.consilium.control.ControlApi} wires everything by hand; read it to know the
 * program. Packages are features; arrows go {@code joining → consults → chat → live → http → db},
 * {@code login → identity → audit → http}.
 */
@NullMarked
package org.consilium.control;

import org.jspecify.annotations.NullMarked;
