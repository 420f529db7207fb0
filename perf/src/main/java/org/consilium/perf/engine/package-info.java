/**
 * How many packets per second one core can carry through a whole room, with no socket and no clock:
 * a conference of simulated clients is recorded once, and what its engine was told is then replayed
 * to fresh engines as fast as it goes.
 */
@NullMarked
package org.consilium.perf.engine;

import org.jspecify.annotations.NullMarked;
