/** The mark and the name. */
export function Brand({ name }: { name: string }) {
  return (
    <span className="inline-flex items-center gap-2.5 font-semibold">
      <svg aria-hidden viewBox="0 0 32 32" className="size-8 shrink-0 text-accent">
        <rect width="32" height="32" rx="9" fill="currentColor" />
        <g className="fill-on-accent">
          <circle cx="11" cy="13" r="4" />
          <circle cx="21" cy="13" r="4" fillOpacity=".72" />
          <path d="M5 25c0-4 2.800-6.500 6-6.500s6 2.500 6 6.500z" />
          <path
            d="M18.300 25c0-2.600-.8-4.700-2.200-6.100a6 6 0 0 1 4.900-2.400c3.200 0 6 2.500 6 8.500z"
            fillOpacity=".72"
          />
        </g>
      </svg>
      {name}
    </span>
  )
}
