/**
 * The live meeting: consults, who takes part, who was present. Attendance comes from the media
 * server's webhooks.
 *
 * <p>Imports {@code chat}, {@code live}, {@code media}, {@code identity}, {@code audit}, {@code
 * http}, {@code db}; {@code joining} builds on it.
 */
@NullMarked
package org.consilium.control.consults;

import org.jspecify.annotations.NullMarked;
