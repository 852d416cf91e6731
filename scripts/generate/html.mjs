export const htmlPage = () => '';
