/**
 * The load generator: simulated participants that join any compatible server by the client protocol
 * and measure what it does with their media. {@link org.consilium.perf.load.LoadCommand} is the
 * door; this package plans, paces and reports, {@code media} is the participants.
 */
@NullMarked
package org.consilium.perf.load;

import org.jspecify.annotations.NullMarked;
