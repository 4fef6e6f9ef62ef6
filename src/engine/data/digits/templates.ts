import { arcFrom, Pen, type Template } from './path';

const pen = (x: number, y: number) => new Pen(x, y);

/** Ways to write each digit, as pen strokes in the unit square. */
export const TEMPLATES: readonly (readonly Template[])[] = [
  // 0: closed oval; narrow oval that overshoots its start; an open top
  [
    [arcFrom(0.5, 0.5, 0.36, 0.46, -90, -450).stroke()],
    [arcFrom(0.5, 0.5, 0.27, 0.47, -75, -455).stroke()],
    [pen(0.62, 0.06).curve(0.1, 0.02, 0.05, 0.9, 0.46, 0.95).curve(0.95, 0.98, 0.98, 0.12, 0.5, 0.1).stroke()],
  ],
  // 1: a stroke; with a flag; with flag and foot
  [
    [pen(0.5, 0.04).line(0.5, 0.96).stroke()],
    [pen(0.3, 0.26).line(0.54, 0.04).line(0.53, 0.96).stroke()],
    [pen(0.3, 0.24).line(0.52, 0.05).line(0.52, 0.94).stroke(), pen(0.26, 0.95).line(0.78, 0.94).stroke()],
    [pen(0.62, 0.04).curve(0.56, 0.35, 0.5, 0.65, 0.42, 0.96).stroke()],
  ],
  // 2: round with a flat foot; with a loop at the foot; angular
  [
    [
      pen(0.16, 0.28)
        .curve(0.22, -0.04, 0.82, -0.06, 0.82, 0.28)
        .curve(0.82, 0.54, 0.4, 0.7, 0.14, 0.95)
        .line(0.88, 0.94)
        .stroke(),
    ],
    [
      pen(0.2, 0.2)
        .curve(0.4, -0.05, 0.84, 0.02, 0.78, 0.32)
        .curve(0.72, 0.6, 0.42, 0.84, 0.24, 0.92)
        .curve(0.06, 0.98, 0.1, 0.72, 0.28, 0.78)
        .curve(0.46, 0.84, 0.62, 1.02, 0.9, 0.88)
        .stroke(),
    ],
    [pen(0.14, 0.14).curve(0.5, 0.02, 0.78, 0.04, 0.76, 0.24).line(0.14, 0.94).line(0.86, 0.95).stroke()],
  ],
  // 3: two bowls; flat top; with a loop between the bowls
  [
    [
      pen(0.18, 0.14)
        .curve(0.5, -0.06, 0.86, 0.06, 0.78, 0.28)
        .curve(0.72, 0.42, 0.56, 0.46, 0.4, 0.47)
        .curve(0.66, 0.46, 0.9, 0.56, 0.84, 0.76)
        .curve(0.76, 1.02, 0.32, 1, 0.14, 0.86)
        .stroke(),
    ],
    [
      pen(0.18, 0.06)
        .line(0.78, 0.06)
        .line(0.44, 0.42)
        .curve(0.96, 0.38, 1, 0.92, 0.5, 0.95)
        .curve(0.36, 0.96, 0.22, 0.92, 0.14, 0.84)
        .stroke(),
    ],
    [
      pen(0.2, 0.18)
        .curve(0.34, -0.02, 0.84, 0, 0.76, 0.26)
        .curve(0.7, 0.46, 0.4, 0.54, 0.4, 0.44)
        .curve(0.44, 0.36, 0.9, 0.44, 0.82, 0.74)
        .curve(0.72, 1, 0.3, 1, 0.16, 0.8)
        .stroke(),
    ],
  ],
  // 4: open; closed; with a rounded left side
  [
    [pen(0.3, 0.05).line(0.16, 0.56).line(0.9, 0.55).stroke(), pen(0.7, 0.26).line(0.66, 0.97).stroke()],
    [pen(0.66, 0.04).line(0.12, 0.66).line(0.92, 0.65).stroke(), pen(0.66, 0.04).line(0.66, 0.96).stroke()],
    [
      pen(0.22, 0.08).curve(0.1, 0.44, 0.12, 0.58, 0.34, 0.56).curve(0.5, 0.55, 0.66, 0.5, 0.76, 0.44).stroke(),
      pen(0.8, 0.06).line(0.66, 0.96).stroke(),
    ],
    [
      pen(0.6, 0.05).curve(0.44, 0.3, 0.26, 0.46, 0.12, 0.62).line(0.86, 0.56).stroke(),
      pen(0.62, 0.36).line(0.56, 0.96).stroke(),
    ],
  ],
  // 5: one stroke with corners; the bar as a second stroke; rounded like an S
  [
    [
      pen(0.8, 0.06)
        .line(0.28, 0.06)
        .line(0.22, 0.42)
        .curve(0.5, 0.32, 0.88, 0.4, 0.84, 0.68)
        .curve(0.8, 1, 0.36, 1, 0.14, 0.88)
        .stroke(),
    ],
    [
      pen(0.3, 0.08).line(0.24, 0.44).curve(0.56, 0.34, 0.9, 0.46, 0.8, 0.74).curve(0.7, 0.98, 0.34, 0.98, 0.14, 0.86).stroke(),
      pen(0.3, 0.07).line(0.88, 0.04).stroke(),
    ],
    [
      pen(0.82, 0.1)
        .curve(0.56, 0.04, 0.3, 0.06, 0.28, 0.24)
        .curve(0.26, 0.46, 0.84, 0.42, 0.8, 0.7)
        .curve(0.76, 0.98, 0.34, 0.98, 0.16, 0.84)
        .stroke(),
    ],
  ],
  // 6: one curve into a loop; a straight stem with a round loop
  [
    [
      pen(0.7, 0.05)
        .curve(0.34, 0.14, 0.14, 0.5, 0.18, 0.74)
        .curve(0.24, 1.04, 0.84, 1, 0.8, 0.72)
        .curve(0.76, 0.48, 0.3, 0.5, 0.2, 0.74)
        .stroke(),
    ],
    [pen(0.46, 0.04).curve(0.3, 0.24, 0.2, 0.46, 0.19, 0.68).arc(0.5, 0.72, 0.31, 0.23, 180, -190).stroke()],
    [
      pen(0.82, 0.12)
        .curve(0.5, -0.04, 0.16, 0.3, 0.16, 0.66)
        .curve(0.18, 1, 0.74, 1.04, 0.8, 0.74)
        .curve(0.82, 0.5, 0.36, 0.48, 0.22, 0.62)
        .stroke(),
    ],
  ],
  // 7: two lines; with a crossbar; with a hook and a bent stem
  [
    [pen(0.14, 0.08).line(0.84, 0.07).line(0.42, 0.96).stroke()],
    [pen(0.16, 0.08).line(0.84, 0.07).line(0.4, 0.96).stroke(), pen(0.32, 0.52).line(0.8, 0.5).stroke()],
    [pen(0.14, 0.24).line(0.16, 0.08).curve(0.4, 0.14, 0.66, 0.12, 0.86, 0.06).curve(0.66, 0.36, 0.5, 0.6, 0.5, 0.96).stroke()],
  ],
  // 8: one crossing stroke; two ovals; begun at the waist
  [
    [
      pen(0.76, 0.16)
        .curve(0.6, -0.02, 0.18, 0, 0.24, 0.26)
        .curve(0.3, 0.48, 0.86, 0.46, 0.8, 0.76)
        .curve(0.74, 1.02, 0.2, 1, 0.2, 0.76)
        .curve(0.2, 0.48, 0.82, 0.44, 0.76, 0.16)
        .stroke(),
    ],
    [arcFrom(0.5, 0.26, 0.24, 0.22, 90, -270).stroke(), arcFrom(0.5, 0.72, 0.31, 0.24, -90, 270).stroke()],
    [
      pen(0.5, 0.47)
        .curve(0.02, 0.3, 0.3, 0.02, 0.54, 0.05)
        .curve(0.86, 0.08, 0.84, 0.36, 0.5, 0.48)
        .curve(0.1, 0.62, 0.1, 0.96, 0.5, 0.95)
        .curve(0.94, 0.94, 0.86, 0.56, 0.5, 0.47)
        .stroke(),
    ],
  ],
  // 9: oval and straight tail; oval and curved tail; one stroke
  [
    [arcFrom(0.46, 0.3, 0.29, 0.25, -20, -380).stroke(), pen(0.76, 0.12).line(0.7, 0.96).stroke()],
    [arcFrom(0.48, 0.3, 0.3, 0.25, -10, -370).curve(0.8, 0.6, 0.8, 0.98, 0.24, 0.92).stroke()],
    [
      pen(0.78, 0.2)
        .curve(0.6, -0.06, 0.14, 0.06, 0.2, 0.34)
        .curve(0.26, 0.6, 0.7, 0.52, 0.78, 0.2)
        .curve(0.76, 0.5, 0.66, 0.72, 0.52, 0.97)
        .stroke(),
    ],
  ],
];
