/**
 * Storey 0: time as numbers. Knows how to convert and compare; never reads a clock. Imports nothing
 * of ours.
 */
@NullMarked
package org.consilium.media.time;

import org.jspecify.annotations.NullMarked;
