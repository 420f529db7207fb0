// Serves a build of the interface with the headers it is meant to be served with, and a few canned answers of the API.
// Only for looking at pages while working on them: nothing is proven against it.
//
//   npx vite build --mode dev --outDir target/dev-dist && node e2e/dev/server.mjs target/dev-dist 4300
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const now = Date.now()
const at = (minutes) => new Date(now + minutes * 60_000).toISOString()
const user = {
  id: '0190',
  email: 'claire@hopital.example',
  display_name: 'Dr Claire Martin',
  role: 'doctor',
  status: 'active',
  locale: 'fr',
  created_at: at(-9999),
}
const consult = {
  id: 'c1',
  title: 'Suivi à trois avec l’interprète',
  status: 'live',
  lead_name: user.display_name,
  my_role: 'lead_doctor',
  my_participant_ref: 'me',
  conversation_id: 'v1',
  opened_at: at(-30),
  started_at: at(-20),
  event_seq: 1,
  participants: [
    {
      ref: 'me',
      display_name: 'Dr Claire Martin',
      role: 'lead_doctor',
      verified: true,
      present: true,
      joined_at: at(-20),
      publishing: ['microphone', 'camera'],
    },
    {
      ref: 'p1',
      display_name: 'Marie-Antoinette de La Rochefoucauld-Montbel',
      role: 'relative',
      relation: 'sœur',
      verified: false,
      present: true,
      joined_at: at(-12),
      publishing: ['microphone'],
    },
  ],
}
const gone = [410, { type: '/problems/gone', title: 'Gone', status: 410, detail: '', instance: '', request_id: 'r' }]
const refused = [
  401,
  { type: '/problems/unauthenticated', title: '', status: 401, detail: '', instance: '', request_id: 'r' },
]
const signedIn = (admin) => [
  200,
  { access_token: 't', expires_in: 600, user: admin ? { ...user, role: 'admin' } : user },
]

function answer(method, path, body, cookie) {
  const admin = cookie.includes('admin=1')
  switch (`${method} ${path}`) {
    case 'GET /installation':
      return [
        200,
        {
          organisation_name: 'Hôpital Saint-Antoine',
          default_locale: 'fr',
          needs_first_administrator: cookie.includes('fresh=1'),
        },
      ]
    case 'POST /auth/refresh':
      return cookie.includes('staff=1') || admin ? signedIn(admin) : refused
    case 'POST /auth/login':
      return body.password === 'wrong' ? refused : signedIn(false)
    case 'POST /auth/logout':
      return [204]
    case 'GET /consults':
      return [
        200,
        {
          items: cookie.includes('empty=1')
            ? []
            : [
                { ...consult, present_count: 2 },
                { id: 'c2', status: 'open', opened_at: at(-5), present_count: 0 },
                {
                  id: 'c3',
                  title: 'Avis chirurgical – Mme B.',
                  status: 'ended',
                  opened_at: at(-2000),
                  ended_at: at(-1960),
                  present_count: 0,
                },
              ],
        },
      ]
    case 'GET /consults/c1':
      return [200, consult]
    case 'GET /consults/c1/invitations':
      return [
        200,
        {
          items: cookie.includes('empty=1')
            ? []
            : [
                {
                  id: 'i1',
                  role_in_consult: 'relative',
                  name: 'Marie-Antoinette de La Rochefoucauld-Montbel',
                  relation: 'sœur',
                  locale: 'fr',
                  max_uses: 3,
                  used_count: 1,
                  expires_at: at(900),
                  created_at: at(-20),
                  state: 'usable',
                },
                {
                  id: 'i2',
                  role_in_consult: 'patient',
                  name: 'Paul Durand',
                  locale: 'fr',
                  max_uses: 3,
                  used_count: 3,
                  expires_at: at(900),
                  created_at: at(-25),
                  state: 'used_up',
                },
                {
                  id: 'i3',
                  role_in_consult: 'interpreter',
                  locale: 'en',
                  max_uses: 1,
                  used_count: 0,
                  expires_at: at(-10),
                  created_at: at(-70),
                  state: 'revoked',
                },
              ],
        },
      ]
    case 'POST /consults/c1/invitations':
      return [
        201,
        {
          invitation: {
            id: 'i4',
            role_in_consult: 'patient',
            name: body.name,
            locale: 'fr',
            max_uses: 3,
            used_count: 0,
            expires_at: at(900),
            created_at: at(0),
            state: 'usable',
          },
          link: 'https://consilium.hopital.example/j#Qm9uam91ci1jZS1zZWNyZXQtZXN0LWxvbmctZXQtYWxlYXRvaXJl',
        },
      ]
    case 'GET /consults/c1/attendance':
      return [
        200,
        {
          items: [
            {
              participant_ref: 'me',
              display_name: 'Dr Claire Martin',
              role: 'lead_doctor',
              joined_at: at(-20),
              via: 'web',
            },
            {
              participant_ref: 'p1',
              display_name: 'Paul Durand',
              role: 'patient',
              joined_at: at(-18),
              left_at: at(-9),
              leave_reason: 'lost',
              via: 'web',
            },
            {
              participant_ref: 'p1',
              display_name: 'Paul Durand',
              role: 'patient',
              joined_at: at(-8),
              left_at: at(-1),
              leave_reason: 'left',
              via: 'web',
            },
          ],
        },
      ]
    case 'GET /users':
      return [
        200,
        {
          items: [
            user,
            {
              ...user,
              id: '2',
              display_name: 'Thomas Weber',
              email: 'thomas.weber@hopital.example',
              role: 'admin',
              last_login_at: at(-100),
            },
          ],
        },
      ]
    case 'POST /join/lookup':
      return body.secret.startsWith('gone')
        ? gone
        : [
            200,
            {
              organisation_name: 'Hôpital Saint-Antoine',
              inviter_name: 'Dr Claire Martin',
              title: 'Consultation',
              locale: 'fr',
              role_in_consult: 'relative',
              name: 'Marie Durand',
              opens_at: at(-5),
              known_device: false,
            },
          ]
    case 'POST /join/refresh':
      return refused
    default:
      return [404, { type: '/problems/not-found', title: '', status: 404, detail: '', instance: '', request_id: 'r' }]
  }
}

export function startDevServer(directory, port) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path.startsWith('/api/v1/')) {
      let text = ''
      for await (const chunk of request) text += chunk
      const [status, json] = answer(
        request.method,
        path.slice('/api/v1'.length),
        text ? JSON.parse(text) : {},
        request.headers.cookie ?? '',
      )
      response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' })
      response.end(json ? JSON.stringify(json) : undefined)
      return
    }
    let name = normalize(path).replace(/^\/+/, '')
    if (extname(name) === '') name = 'index.html'
    try {
      const content = await readFile(join(directory, name))
      response.writeHead(200, {
        'Content-Type': types[extname(name)] ?? 'application/octet-stream',
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
      })
      response.end(content)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}

if (process.argv[1]?.endsWith('server.mjs')) {
  await startDevServer(process.argv[2] ?? 'target/dev-dist', Number(process.argv[3] ?? 4300))
  console.log('http://localhost:' + (process.argv[3] ?? 4300))
}
