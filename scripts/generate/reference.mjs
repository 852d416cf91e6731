export const referencePages = () => ({});
