/**
 * Runs the benchmarks and writes down what they found, together with the machine, the virtual
 * machine and the commit. Nothing imports this module.
 */
@NullMarked
package org.consilium.perf;

import org.jspecify.annotations.NullMarked;
